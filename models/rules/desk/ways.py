"""The ways to a person as staff read them: a transport, whose number it is, and how it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from models.phrases.catalogue import say
from models.phrases.times import absolute
from models.rules.delivery.address_states import AddressState
from models.rules.delivery.chain import UsedFor
from models.rules.sms.phone_numbers import shown_number

_HEALTH: Final = {
    None: "way.paused",
    AddressState.UNVERIFIED: "way.unverified",
    AddressState.VOUCHED: "way.vouched",
    AddressState.VERIFIED: "way.verified",
    AddressState.STALE: "way.stale",
    AddressState.DEAD: "way.dead",
}


@dataclass(frozen=True)
class Way:
    """address_id: of the person's address. number: of a phone; elsewhere the transport says enough. state: None: its
    person wants nothing there. used_for: by the regulation.
    """

    address_id: int
    title: str
    number: str | None
    state: AddressState | None
    used_for: UsedFor = UsedFor.ALL

    def named(self) -> str:
        return self.title if self.number is None else f"{self.title} {shown_number(self.number)}"

    def in_words(self, language: str) -> str:
        health = say(language, _HEALTH[self.state])
        if self.used_for is not UsedFor.ALL:
            health = f"{health}; {say(language, f'way.rule_{self.used_for}')}"
        return f"{self.named()} ({health})"


def chain_in_words(ways: Iterable[Way], language: str) -> str:
    return " → ".join(way.in_words(language) for way in ways)


def way_meant(ways: Sequence[Way], word: str) -> Way | None:
    """By its number in the list, or by the name of a transport that the person has once."""
    if word.isdecimal():
        number = int(word) if len(word) < 3 else 0
        return ways[number - 1] if 0 < number <= len(ways) else None
    named = [way for way in ways if way.title.casefold() == word.casefold()]
    return named[0] if len(named) == 1 else None


def window_in_words(title: str, closes_at: datetime | None, now: datetime, zone: str, language: str) -> str:
    """Until when somebody can be written to there; words that came since open it for longer. closes_at: None: they
    have to write first.
    """
    if closes_at is None or closes_at <= now:
        return say(language, "way.window_closed", transport=title)
    return say(language, "way.window", transport=title, when=absolute(closes_at, zone, language))
