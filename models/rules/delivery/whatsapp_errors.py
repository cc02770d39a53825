"""What error codes of WhatsApp mean: the same for a refused request and for a failed status that comes later."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from models.rules.delivery.send_results import Refusal

#: Somebody has to do something about the account before anything leaves; so often we look whether they have.
_ACCOUNT_SECONDS: Final = 30.0
#: Longer than a restriction for spam is worth asking about every half minute.
_SPAM_SECONDS: Final = 120.0
#: One message every so many seconds to one person, once a burst is used up.
_PAIR_SECONDS: Final = 6.0


@dataclass(frozen=True)
class Meaning:
    """refusal: what staff read. retry_after: seconds, when the refused message may be sent again; None: it may not.

    whole_account: nothing of the account would be taken before that. A failed status never comes with a second try.
    """

    refusal: Refusal
    retry_after: float | None = None
    whole_account: bool = False


def _account(refusal: Refusal, seconds: float = _ACCOUNT_SECONDS) -> Meaning:
    return Meaning(refusal, seconds, whole_account=True)


_BUSY = Meaning(Refusal.SERVICE_TROUBLE, 10.0)
_TEMPLATE = Meaning(Refusal.BAD_TEMPLATE)
_PERMISSION = _account(Refusal.NO_PERMISSION)

#: By code. Source: Cloud API, error codes (read in public documentation; never tried with a real account).
_MEANINGS: Final[Mapping[int, Meaning]] = {
    # the account
    0: _account(Refusal.TOKEN_REFUSED),
    190: _account(Refusal.TOKEN_REFUSED),
    3: _PERMISSION,
    10: _PERMISSION,
    131005: _PERMISSION,
    368: _account(Refusal.ACCOUNT_LOCKED),
    131031: _account(Refusal.ACCOUNT_LOCKED),
    131042: _account(Refusal.UNPAID),
    33: _account(Refusal.ACCOUNT_UNREADY),
    131037: _account(Refusal.ACCOUNT_UNREADY),
    131045: _account(Refusal.ACCOUNT_UNREADY),
    133010: _account(Refusal.ACCOUNT_UNREADY),
    131048: _account(Refusal.SPAM, _SPAM_SECONDS),
    # how fast
    4: _account(Refusal.TOO_OFTEN, 60.0),
    80007: _account(Refusal.TOO_OFTEN, 60.0),
    130429: _account(Refusal.TOO_OFTEN, 2.0),
    131056: Meaning(Refusal.TOO_OFTEN, _PAIR_SECONDS),
    # the service itself
    2: _BUSY,
    131000: _BUSY,
    131016: _BUSY,
    133004: _BUSY,
    131057: _account(Refusal.SERVICE_TROUBLE),
    2494100: _account(Refusal.SERVICE_TROUBLE),
    # the person
    131026: Meaning(Refusal.UNDELIVERABLE),
    131030: Meaning(Refusal.NOT_A_TESTER),
    131021: Meaning(Refusal.OUR_OWN_ADDRESS),
    131062: Meaning(Refusal.ADDRESS_NOT_TAKEN),
    130497: Meaning(Refusal.COUNTRY),
    131047: Meaning(Refusal.WINDOW_CLOSED),
    131049: Meaning(Refusal.NOT_NOW),
    130472: Meaning(Refusal.NOT_NOW),
    131050: Meaning(Refusal.OPTED_OUT),
    # the message
    131051: Meaning(Refusal.KIND_NOT_TAKEN),
    131052: Meaning(Refusal.FILE_NOT_TAKEN),
    131053: Meaning(Refusal.FILE_NOT_TAKEN),
    **dict.fromkeys((132000, 132001, 132005, 132007, 132012, 132015, 132016, 132018, 132068, 132069), _TEMPLATE),
}
#: "API permission": each of these is about what the token may do.
_PERMISSION_CODES: Final = range(200, 300)


def is_known(code: int) -> bool:
    return code in _MEANINGS or code in _PERMISSION_CODES


def meaning_of(code: int) -> Meaning:
    """131008, 131009, 100 and whatever comes later: refused for good, with the service's own words."""
    if code in _PERMISSION_CODES:
        return _PERMISSION
    return _MEANINGS.get(code, Meaning(Refusal.OTHER))


def refusal_of(code: int) -> Refusal:
    """Of a status `failed`: the message is over, whatever the code."""
    return meaning_of(code).refusal
