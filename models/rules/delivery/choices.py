"""What a button carries: at most 64 bytes that name whose it is, when it was drawn, and what it says.

`d:VERSION:KEY` belongs to the dialogue of the chat it is in (version 0: good at any time, the dialogue checks the
ticket it names); `t:TICKET:VERSION:VERB` to a ticket and staff; `w:DESK:UNTIL:MEMBER` to the roster of a desk;
`p:ASKED:VERSION:VERB` to somebody who asked staff to say who they are. A forged one gains nothing: who
pressed is asked again where it is carried out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LIMIT_BYTES = 64
#: The verb of the button by which somebody takes what the ladder calls for.
TAKEN: Final = "taken"


@dataclass(frozen=True)
class DialogueChoice:
    version: int
    key: str


@dataclass(frozen=True)
class TicketChoice:
    ticket_id: int
    version: int
    verb: str


@dataclass(frozen=True)
class DutyChoice:
    """member stands in. until: when the turn ends for which it was drawn, in seconds; later it is stale."""

    desk_id: int
    until: int
    member: str


@dataclass(frozen=True)
class PersonChoice:
    """About somebody who asked staff to say who they are. id: of what they asked."""

    id: int
    version: int
    verb: str


def person_key(asked_id: int, verb: str) -> str:
    return _fitting(f"p:{asked_id}:0:{verb}")


def duty_key(desk_id: int, until: int, member: str) -> str:
    return _fitting(f"w:{desk_id}:{until}:{member}")


def dialogue_key(version: int, key: str) -> str:
    return _fitting(f"d:{version}:{key}")


def ticket_key(ticket_id: int, version: int, verb: str) -> str:
    return _fitting(f"t:{ticket_id}:{version}:{verb}")


def ticket_key_fits(ticket_id: int, version: int, verb: str) -> bool:
    """Whether a button can carry it: ids of a regulation may be long."""
    return len(f"t:{ticket_id}:{version}:{verb}".encode()) <= LIMIT_BYTES


def numbered(offered: Sequence[str], text: str) -> DialogueChoice | None:
    """The choice that a number stands for where no buttons are drawn. offered: keys, the first is 1."""
    number = text.strip(" .)№#")
    if not (number.isascii() and number.isdecimal() and len(number) <= 2 and 1 <= int(number) <= len(offered)):
        return None
    choice = parse_choice(offered[int(number) - 1])
    return choice if isinstance(choice, DialogueChoice) else None


def _fitting(key: str) -> str:
    if len(key.encode()) > LIMIT_BYTES:
        raise ValueError(f"a button carries at most {LIMIT_BYTES} bytes: {key}")
    return key


def whole_number(text: str) -> int | None:
    """None as well for more than a database can hold: what comes from outside may be forged."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


def parse_choice(carried: str) -> DialogueChoice | TicketChoice | DutyChoice | PersonChoice | None:
    """None: not one of ours."""
    parts = carried.split(":", 2)
    number = whole_number(parts[1]) if len(parts) == 3 else None
    if number is None:
        return None
    if parts[0] == "d":
        return DialogueChoice(number, parts[2])
    version, _, verb = parts[2].partition(":")
    drawn_at = whole_number(version)
    if parts[0] == "t" and drawn_at is not None and verb:
        return TicketChoice(number, drawn_at, verb)
    if parts[0] == "w" and drawn_at is not None and verb:
        return DutyChoice(number, drawn_at, verb)
    if parts[0] == "p" and drawn_at is not None and verb:
        return PersonChoice(number, drawn_at, verb)
    return None
