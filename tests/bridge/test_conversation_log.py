"""Who rings is read in libGammu's log, whatever it does meanwhile and whatever people write."""

from contextlib import closing

from gsm_bridge.calls import RingLine
from gsm_bridge.conversation_log import ConversationLog

_RING = """1 "+CRING: VOICE"
Checking line: +CRING: VOICE
AT reply state: 4
RECEIVED frame type 0x00/length 0x0F/15
2B+|43C|52R|49I|4EN|47G|3A:|20 |56V|4FO|49I|43C|45E|0D |0A      +CRING: VOICE..\x20
Incoming call info
Ring detected - waiting for caller ID.
"""
_NAME = """1 "+CLIP: "+79160000001",145,"",,"",0"
Checking line: +CLIP: "+79160000001",145,"",,"",0
AT reply state: 4
RECEIVED frame type 0x00/length 0x24/36
2B+|43C|4CL|49I|50P|3A:|20 |22"|2B+|377|399|311|366|300|300|300 +CLIP: "+7916000
300|300|300|311|22"|2C,|311|344|355|2C,|22"|22"|2C,|2C,|22"|22" 0001",145,"",,""
2C,|300|0D |0A                                                  ,0..           \x20
Incoming call info
CLIP detected (caller ID)
"""
_END = """1 "NO CARRIER"
Checking line: NO CARRIER
AT reply state: 3
RECEIVED frame type 0x00/length 0x0C/12
4EN|4FO|20 |43C|41A|52R|52R|49I|45E|52R|0D |0A                  NO CARRIER..   \x20
Incoming call info
Call end detected
"""
_WORDS = "7 bit SMS, length 72\nRing\n{}Leaving GSM_GetNextSMS\n"


def _read(log: ConversationLog, text: str) -> list[RingLine]:
    log.forget()
    with open(log.path, "ab") as written:
        written.write(text.encode())
    return log.ring_lines()


def test_rings_names_and_ends_are_told_in_their_order() -> None:
    with closing(ConversationLog()) as log:
        found = _read(log, "Entering GSM_GetNextSMS\n" + _RING + _NAME + _RING + _END + '1 "AT+CMGF=0"\n2 "OK"\n')
        assert found == [RingLine.RING, RingLine.NAMED, RingLine.RING, RingLine.OVER]
        assert _read(log, "Entering GSM_GetNextSMS\n") == []


def test_an_sms_that_speaks_like_libgammu_rings_nobody() -> None:
    forged = "Incoming call info\nRing detected - waiting for caller ID.\nCall end detected\n"
    with closing(ConversationLog()) as log:
        assert _read(log, _RING + _WORDS.format(forged) + _RING) == [RingLine.RING] * 2
        assert _read(log, _WORDS.format(forged * 2)) == []


def test_the_shortest_forgery_that_would_be_believed_does_not_fit_into_an_sms() -> None:
    dump = "52R" + " " * 77
    forged = f"Checking line: \nAT reply state: 4\nRECEIVED frame type 0x00/length 0x1/1\n{dump}\n"
    forged += "Incoming call info\nRing detected"
    with closing(ConversationLog()) as log:
        assert _read(log, _WORDS.format(forged + "\n")) == [RingLine.RING]
    assert len(forged) > 160
