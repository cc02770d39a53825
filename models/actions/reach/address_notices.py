"""What we say about addresses by ourselves: codes, tests, and news of a change to a person's other addresses."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from models.actions.reach import requester_words
from models.actions.reach.challenges import Purpose, Target
from models.actions.reach.requester_words import Words
from models.clock import Instant
from models.phrases.catalogue import say
from models.phrases.times import absolute
from models.queries.addresses import AddressRow, addresses_of
from models.queries.persons import Requester, requester_at
from models.queries.regulation import EditionView
from models.queries.tickets import Asker
from models.queries.transports import traits_of
from models.rules.delivery.address_changes import UNDO_WITHIN
from models.rules.delivery.choices import dialogue_key
from models.rules.delivery.codes import VALID_FOR
from models.rules.delivery.post_content import Choices
from models.rules.delivery.transports import Transport
from models.rules.regulation.organisations import OrganisationId
from models.rules.texts.content import clip, one_line

#: Of an organisation, in the SMS with a code.
_LONGEST_NAME: Final = 24

#: The verb of the button by which a change is undone, with the id of its event.
UNDO: Final = "tr:undo"


@dataclass(frozen=True)
class _Somewhere:
    """An address of which nobody asks whose it is."""

    organisation_id: OrganisationId
    traits: Transport
    account: str
    address: str
    language: str
    sim: str | None = None
    person_id: int = 0
    address_id: int = 0
    heard_at: datetime | None = None

    @property
    def transport(self) -> str:
        return self.traits.name


def send_code(
    tx: Connection, at: Instant, edition: EditionView, purpose: Purpose, target: Target, code: str, language: str
) -> None:
    """Whether it could go is told to nobody: that would say something of whose address it is."""
    text = code_words(purpose, code, edition.regulation.organisation.name.in_(language), language)
    traits = traits_of(tx, target.transport)
    there = _Somewhere(edition.organisation_id, traits, target.account, target.address, language)
    requester_words.tell_all(tx, at, there, [Words(text, secret=code)])


def code_words(purpose: Purpose, code: str, organisation: str, language: str) -> str:
    """Who sends it, what it is good for, whom to tell and until when. It takes two SMS in Cyrillic, never three: a
    long name is cut.
    """
    name = clip(one_line(organisation), _LONGEST_NAME)
    minutes = int(VALID_FOR.total_seconds() // 60)
    return say(language, f"phone.code_to_{purpose}", code=code, organisation=name, minutes=minutes)


def send_test(tx: Connection, at: Instant, who: Asker, one: AddressRow) -> bool:
    """False: nothing can be sent there now."""
    reached = reached_at(tx, who, one)
    if reached is None or not one.works:
        return False
    return requester_words.tell_all(tx, at, reached, [Words(say(reached.language, "transports.test"))])


@dataclass(frozen=True)
class News:
    """phrase: with the address that changed, `about`. undo: what a button carries that undoes it."""

    phrase: str
    about: str
    undo: str | None = None


def tell_others(tx: Connection, at: Instant, who: Asker, news: News, *, without: tuple[int, ...]) -> None:
    """To every address of the person that works, but for these."""
    for one in addresses_of(tx, who):
        reached = reached_at(tx, who, one) if one.works and one.id not in without else None
        if reached is None:
            continue
        _tell(tx, at, reached, news)


def tell_there(tx: Connection, at: Instant, who: Asker, one: AddressRow, news: News) -> None:
    """At the very address that changed, whosever it is now. who: of its organisation."""
    found = requester_at(tx, who.organisation_id, one.traits.name, one.account, one.address)
    if found is not None:
        _tell(tx, at, found[0], news)


def _tell(tx: Connection, at: Instant, reached: Requester, news: News) -> None:
    choices: Choices = ()
    if news.undo is not None:
        choices = [[{"key": dialogue_key(0, news.undo), "label": say(reached.language, "choice.undo")}]]
    until = absolute(at.now + UNDO_WITHIN, reached.zone, reached.language)
    text = say(reached.language, news.phrase, address=news.about, until=until)
    requester_words.tell_all(tx, at, reached, [Words(text, choices)])


def reached_at(tx: Connection, who: Asker, one: AddressRow) -> Requester | None:
    found = requester_at(tx, who.organisation_id, one.traits.name, one.account, one.address)
    return found[0] if found is not None and found[0].person_id == who.person_id else None
