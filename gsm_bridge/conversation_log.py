"""What libGammu and the modem said to each other during one call.

libGammu folds nearly every refusal into ERR_UNKNOWN and does not say whether a message had left when it failed; its
debug log does. The log is a file in memory, emptied before every call: people's words never reach a disk.
"""

import os
import re

from gsm_bridge.calls import RingLine

_CODE = re.compile(rb"\+CM([ES]) ERROR: *(\d+)")
#: libGammu's own words, once the modem has given its prompt and the message is being written to it.
_PROMPTED = b"Sending SMS"
#: libGammu hands on an event for a number, and none for a bare ring. Its words for each.
_RING_LINES = {
    b"Ring detected": RingLine.RING,
    b"CLIP detected": RingLine.NAMED,
    b"CCWA detected": RingLine.NAMED,
    b"Call end detected": RingLine.OVER,
}
#: With all that stands before them, which no SMS is long enough to imitate: texts of people stand in the log too.
_RING_FRAME = re.compile(
    rb"^Checking line: [^\n]*\nAT reply state: \d+\nRECEIVED frame type 0x00/length 0x[0-9A-F]+/\d+\n"
    rb"(?:[0-9A-F]{2}[^\n]{78}\n)+Incoming call info\n(" + b"|".join(_RING_LINES) + rb")\b",
    re.MULTILINE,
)


class ConversationLog:
    """path: where libGammu shall write."""

    def __init__(self) -> None:
        self._file = os.memfd_create("libgammu", os.MFD_CLOEXEC)
        self.path = f"/proc/self/fd/{self._file}"
        self._read_from = 0

    def forget(self) -> None:
        """libGammu goes on at its own offset: the file grows a hole in front, which takes no memory."""
        self._read_from = os.fstat(self._file).st_size
        os.ftruncate(self._file, 0)
        os.ftruncate(self._file, self._read_from)

    def said(self) -> bytes:
        """Since the last call of forget()."""
        size = os.fstat(self._file).st_size
        return os.pread(self._file, size - self._read_from, self._read_from)

    def refusal(self) -> str:
        """The modem's last error line, or nothing."""
        found = _CODE.findall(self.said())
        return f"+CM{found[-1][0].decode()} ERROR: {int(found[-1][1])}" if found else ""

    def ring_lines(self) -> list[RingLine]:
        """What it says of those who ring, in order."""
        return [_RING_LINES[found] for found in _RING_FRAME.findall(self.said())]

    def may_have_left(self) -> bool:
        """The modem gave its prompt, so that whatever came afterwards may include the end of the message."""
        return _PROMPTED in self.said()

    def close(self) -> None:
        os.close(self._file)
