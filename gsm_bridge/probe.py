"""Asks the modem itself whether it still takes PDUs.

A modem that restarted silently is in text mode: libGammu, which remembers what it once set, would send the digits of
a PDU as text, to a number made of its length, and call that a success. It has no call that asks.
"""

from gsm_bridge.talk import Heard, Talk

_PATIENCE = 2.0


def ask(terminal: int) -> Heard:
    """A millisecond, at most two seconds."""
    heard = Heard()
    Talk(terminal, heard).ask("AT+CMGF?", _PATIENCE)
    return heard
