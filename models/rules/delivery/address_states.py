"""What is known of an address: whether it is its person's, and whether anything arrives there."""

from enum import StrEnum
from typing import Final


class AddressState(StrEnum):
    UNVERIFIED = "unverified"  # somebody named it, and nobody proved that it is theirs; nothing is written there
    VOUCHED = "vouched"  # the operator named it: it may be written to, and a code to it proves the person
    VERIFIED = "verified"  # its person wrote from it, or sent back a code
    STALE = "stale"  # it was verified, and is to be proved again; until then it may be written to
    DEAD = "dead"  # nothing arrives there


#: Where somebody may be written to.
REACHABLE: Final = (AddressState.VOUCHED, AddressState.VERIFIED, AddressState.STALE)
