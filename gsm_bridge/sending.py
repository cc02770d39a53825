"""What came of handing one SMS to a modem: decided from what libGammu raised and what the modem said. Pure.

The question that matters is whether the message may have left. It leaves with Ctrl-Z, which libGammu writes half a
second after the prompt: before the prompt nothing has left, and after it only a refusal in so many words proves that.

| libGammu says            | prompt | the modem's line        | came of it                                         |
|--------------------------|--------|-------------------------|----------------------------------------------------|
| a reference 0..255       | yes    | +CMGS: n                | Sent                                               |
| a reference below 0      | yes    | OK, but no +CMGS        | Sent without a reference; connection made anew     |
| any error                | no     | +CMS ERROR of `_NEVER`  | FailedPermanently: this number or text never goes  |
| any error                | no     | anything else           | FailedTemporarily                                  |
| any error                | yes    | +CMS ERROR of `_NEVER`  | FailedPermanently                                  |
| any error                | yes    | … of `_NOT_NOW`         | FailedTemporarily                                  |
| any error                | yes    | another code, or none   | Unknown                                            |
| ERR_TIMEOUT, device gone | either | nothing                 | as above, and the connection is made anew          |
| nothing, child killed    | ?      |                         | Unknown (models/actions/sms_departures.take_over)  |
"""

import re
from dataclasses import dataclass
from typing import Final

from models.rules.delivery.send_results import (
    FailedPermanently,
    FailedTemporarily,
    Refusal,
    SendResult,
    Sent,
    Unknown,
)

_RETRY_AFTER: Final = 30.0

#: 3GPP TS 24.011 annex E-2, TS 23.040 9.2.3.22 and TS 27.005 3.2.5: refusals of this message, which trying again does
#: not change. 304 and 305 can be ours alone.
_NEVER: Final = {
    1: "no such number",
    8: "barred by the operator",
    10: "calls barred",
    11: "reserved",
    21: "the short message was refused",
    28: "unidentified subscriber",
    29: "the operator does not offer this",
    30: "unknown subscriber",
    50: "not subscribed to this service",
    69: "the operator does not offer this",
    128: "telematic interworking not supported",
    129: "short message type 0 not supported",
    130: "short message can't be replaced",
    195: "invalid destination address of the SMSC",
    304: "the modem takes the message for malformed",
    305: "the modem takes the message for malformed",
}
#: The only one of them that is about the number alone: an unknown or unidentified subscriber may be our own SIM.
_NO_SUCH_NUMBER: Final = 1
#: Refusals of the moment, by network, SIM or modem: certainly not sent. Not here, because the message may
#: have gone: 300 (failure of the modem), 332 (network time-out), 500 (unknown), all from 512 (the maker's own).
_NOT_NOW: Final = {
    22: "memory exceeded",
    27: "destination out of service",
    38: "network out of order",
    41: "temporary failure of the network",
    42: "congestion",
    47: "no resources",
    192: "the SMSC is busy",
    193: "no SMSC subscription",
    194: "failure of the SMSC's system",
    208: "SIM storage full",
    301: "the modem's SMS service is reserved",
    302: "operation not allowed",
    303: "operation not supported",
    310: "no SIM",
    311: "SIM wants its PIN",
    313: "SIM failure",
    314: "SIM busy",
    315: "wrong SIM",
    316: "SIM wants its PUK",
    320: "memory failure",
    322: "memory full",
    330: "number of the SMSC unknown",
    331: "no network",
}
_REFUSED_BY_US: Final = "the modem's library refused the number or the text"
#: libGammu's, before it has spoken to the modem at all.
_NEVER_ENCODED: Final = ("ERR_MOREMEMORY", "ERR_INVALIDDATA", "ValueError")


@dataclass(frozen=True)
class Sending:
    """One try. reference: the network's name for the part, 0..255. spoilt: the connection can't be trusted any more,
    because an answer may still come and be taken for that of the next command."""

    result: SendResult
    reference: int | None = None
    spoilt: bool = False


def accepted(reference: int) -> Sending:
    if not 0 <= reference <= 255:
        return Sending(Sent(), None, spoilt=True)
    return Sending(Sent((str(reference),)), reference)


def failed(error: str, refusal: str, may_have_left: bool, *, lost: bool) -> Sending:
    """error: libGammu's name for it. refusal: the modem's line ("+CMS ERROR: 38"), or nothing. lost: no answer."""
    code = _code(refusal)
    if code in _NEVER:
        nobody = Refusal.NO_SUCH_ADDRESS if code == _NO_SUCH_NUMBER else Refusal.OTHER
        return Sending(FailedPermanently(nobody, f"{_NEVER[code]} ({refusal})"), spoilt=lost)
    if error in _NEVER_ENCODED and not may_have_left:
        return Sending(FailedPermanently(Refusal.OTHER, f"{_REFUSED_BY_US} ({error})"))
    if code in _NOT_NOW:
        return Sending(FailedTemporarily(_RETRY_AFTER, f"{_NOT_NOW[code]} ({refusal})"), spoilt=lost)
    said = refusal or error
    if may_have_left:
        return Sending(Unknown(f"no clear answer of the modem ({said})"), spoilt=True)
    return Sending(FailedTemporarily(_RETRY_AFTER, f"the modem did not take it ({said})"), spoilt=lost)


def _code(refusal: str) -> int | None:
    found = re.fullmatch(r"\+CMS ERROR: (\d+)", refusal)
    return int(found[1]) if found else None
