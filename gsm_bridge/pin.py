"""The SIM's PIN: entered when it is wanted, and never twice after a refusal, because the third locks the SIM.

A file remembers a PIN that was tried and not yet seen to work, across restarts and kills: a try whose end nobody saw
counts as refused. Another PIN in GSM_PIN, or a SIM that wants none, makes it forget.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from gsm_bridge.endings import Ending, EndOfChild
from gsm_bridge.errors import ModemRefused
from gsm_bridge.gammu_modem import GammuModem


class TriedPin:
    """One small file per modem; the PIN itself is not in it."""

    def __init__(self, folder: Path, device: str) -> None:
        self._file = folder / f"pin-tried-{device.strip('/').replace('/', '_')}"

    def remember(self, pin: str) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        salt = secrets.token_bytes(16)
        handle = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(salt + _digest(salt, pin))
            file.flush()
            os.fsync(file.fileno())

    def is_this(self, pin: str) -> bool:
        try:
            known = self._file.read_bytes()
        except FileNotFoundError:
            return False
        return hmac.compare_digest(known[16:], _digest(known[:16], pin))

    def forget(self) -> None:
        self._file.unlink(missing_ok=True)


def open_sim(modem: GammuModem, pin: str, tried: TriedPin) -> None:
    """Raises EndOfChild when the SIM stays closed."""
    wanted = modem.wanted_code()
    if wanted == "PIN":
        _enter(modem, pin, tried)
        wanted = modem.wanted_code()
    if wanted:
        raise EndOfChild(Ending.REFUSED_PIN, f"the SIM wants its {wanted}")
    tried.forget()


def _enter(modem: GammuModem, pin: str, tried: TriedPin) -> None:
    if not pin:
        raise EndOfChild(Ending.REFUSED_PIN, "the SIM wants a PIN, and GSM_PIN is not set")
    if tried.is_this(pin):
        raise EndOfChild(Ending.REFUSED_PIN, "the SIM refused this PIN before; it is not tried again")
    tried.remember(pin)
    try:
        modem.enter_pin(pin)
    except ModemRefused as refused:
        raise EndOfChild(Ending.REFUSED_PIN, "the SIM refused the PIN") from refused


def _digest(salt: bytes, pin: str) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32)
