"""What the messages of one batch of the inbox are about to ask for, read for all of them at once.

It is true as long as the batch is shared (models/actions/queue/shared_batches.py): the first statement that a message
runs by itself may change anything, so all of it is forgotten. What waits to be written is known here, or forgotten
and read anew for whoever asks for it next, after what waits was written.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import Connection

from models.actions.clocks.ticket_clocks import AtHand, Basis
from models.actions.clocks.ticket_past import Past, past_of, pasts_of
from models.actions.queue.shared_batches import SharedBatch
from models.queries.many_tickets import Wanted, count_open_of, held_tickets, last_answers_of
from models.queries.messages import LastAnswer, last_answer
from models.queries.persons import Found, Requester, Window, requester_at, requesters_at
from models.queries.tickets import TicketView, count_open_tickets, open_tickets_of, ticket_in_topic
from models.rules.deadlines.ticket_clock import Event, Happened
from models.rules.regulation.organisations import OrganisationId

T = TypeVar("T")


#: Lines of a log that clocks follow.
_FOLLOWED: Final = frozenset(Event)


class Service(NamedTuple):
    """An account of ours, and for which organisation it heard something."""

    organisation_id: OrganisationId
    transport: str
    account: str


@dataclass(frozen=True)
class Coming:
    """A message that is about to be processed. address: of a private chat; topic: chat and thread, of staff."""

    service: Service
    address: str | None = None
    topic: tuple[int, int] | None = None


class ReadAhead:
    """shared: None: nothing is read ahead, and everything when it is asked for."""

    def __init__(self, tx: Connection, shared: SharedBatch | None = None) -> None:
        self._tx, self._shared = tx, shared
        #: Whom nobody knew: what comes after their first words is read when they are met.
        self.strangers: set[tuple[Service, str | None]] = set()
        self._coming: dict[Coming, None] = {}
        self._requesters: dict[tuple[Service, str], Found | None] = {}
        self._tickets: dict[int, TicketView] = {}
        self._open_of: dict[int, set[int]] = {}
        self._in_topics: dict[tuple[Service, int, int], int | None] = {}
        self._pasts: dict[int, Past] = {}
        self._open_counts: dict[int, int] = {}
        self._last_answers: dict[int, LastAnswer | None] = {}
        #: Tickets of which something waits to be written.
        self._changed: set[int] = set()
        if shared is not None:
            shared.read_before.append(self)

    # -- what is read, and forgotten

    def expects(self, coming: Coming) -> bool:
        return coming in self._coming

    def read(self, coming: Sequence[Coming]) -> None:
        """Whom these messages come from and which tickets they are about. coming: one of them is plain so far."""
        assert self._shared is not None
        assert self._shared.is_open
        self._coming = dict.fromkeys(coming)
        with self._shared.of_all():
            for service, some in _by_service(coming).items():
                self._read_requesters(service, {one.address for one in some if one.address is not None})
            self._read_tickets()

    def _read_requesters(self, service: Service, addresses: set[str]) -> None:
        """What is known of some is true, and not in the database yet: how many messages came."""
        unread = {one for one in addresses if (service, one) not in self._requesters}
        if unread:
            found = requesters_at(self._tx, *service, unread)
            self._requesters |= {(service, one): found.get(one) for one in unread}
            self.strangers -= {(service, one) for one in found}
            self.strangers |= {(service, one) for one in unread - found.keys()}

    def _read_tickets(self) -> None:
        """Of all messages that come, but for those that are known."""
        for service, some in _by_service(self._coming).items():
            wanted = Wanted(service.account)
            for one in some:
                who = self._requesters.get((service, one.address)) if one.address is not None else None
                if who is not None and not self._knows_open_of(who.who.person_id):
                    wanted.persons.add(who.who.person_id)
                if one.topic is not None and not self._knows_topic(service, one.topic):
                    wanted.topics.add(one.topic)
            if wanted.persons or wanted.topics:
                self._keep_tickets(service, wanted)

    def _keep_tickets(self, service: Service, wanted: Wanted) -> None:
        if self._changed:  # one that is known may be among them
            self._write_what_waits()
        found = held_tickets(self._tx, service.organisation_id, wanted)
        self._tickets |= found
        for person_id in wanted.persons:
            self._open_of[person_id] = {
                one.id for one in found.values() if one.is_open and one.person_id == person_id
            }
        shown = {(one.topic_account, one.topic_chat_id, one.thread_id): one.id for one in found.values()}
        for chat_id, thread_id in wanted.topics:
            self._in_topics[service, chat_id, thread_id] = shown.get((service.account, chat_id, thread_id))

    def forget(self) -> None:
        self._coming.clear()
        self._requesters.clear()
        self._tickets.clear()
        self._open_of.clear()
        self._in_topics.clear()
        self._pasts.clear()
        self._open_counts.clear()
        self._last_answers.clear()
        self._changed.clear()

    def ticket_changes(self, ticket_id: int, columns: Mapping[str, Any] | None, *, timers: bool) -> None:
        self._changed.add(ticket_id)
        known = self._tickets.pop(ticket_id, None)
        if known is not None and columns is not None:
            self._tickets[ticket_id] = replace(known, **columns)
        if timers:
            self._pasts.pop(ticket_id, None)

    def log_grows(self, line: Mapping[str, Any]) -> None:
        ticket_id, kind = line["ticket_id"], line["kind"]
        self._changed.add(ticket_id)
        past = self._pasts.get(ticket_id)
        if past is not None and kind in _FOLLOWED:
            past.log.append(Happened(line["at"], kind, line["facts"]))
        if kind in (Event.FIRST_ANSWERED, Event.ANSWERED):
            self._last_answers.pop(ticket_id, None)

    # -- persons

    def requester_at(self, service: Service, address: str) -> Found | None:
        if (service, address) in self._requesters:
            return self._requesters[service, address]
        return requester_at(self._tx, *service, address)

    def counted(self, who: Requester, window: Window) -> None:
        """Another message of theirs came."""
        place = (Service(who.organisation_id, who.transport, who.account), who.address)
        known = self._requesters.get(place)
        if known is not None:
            self._requesters[place] = known._replace(window=window)

    # -- tickets

    def open_tickets_of(self, who: Requester) -> list[TicketView]:
        """Oldest first."""
        if who.person_id not in self._open_of:
            return open_tickets_of(self._tx, who)
        if not self._knows_open_of(who.person_id):
            self._read_again()
        return [self._tickets[one] for one in sorted(self._open_of[who.person_id])]

    def ticket_in_topic(self, service: Service, chat_id: int, thread_id: int) -> TicketView | None:
        """The ticket that a staff topic shows."""
        if (service, chat_id, thread_id) not in self._in_topics:
            return ticket_in_topic(self._tx, service.organisation_id, service.account, chat_id, thread_id)
        if not self._knows_topic(service, (chat_id, thread_id)):
            self._read_again()
        ticket_id = self._in_topics[service, chat_id, thread_id]
        return None if ticket_id is None else self._tickets[ticket_id]

    def holds(self, view: TicketView) -> bool:
        """Whether this is the ticket as it is, and nobody else changes it until we commit."""
        return self._tickets.get(view.id) is view

    def has_others(self, view: TicketView) -> bool:
        """Whether its requester has several open tickets."""
        if view.id not in self._tickets:
            return count_open_tickets(self._tx, view) > 1
        persons = (one.person_id for one in self._of(view.organisation_id))
        count = partial(count_open_of, self._tx, view.organisation_id)
        return self._for_all(self._open_counts, view.person_id, persons, count) > 1

    def last_answer(self, view: TicketView) -> LastAnswer | None:
        """The last message that an agent wrote to the requester."""
        if view.id not in self._tickets:
            return last_answer(self._tx, view.organisation_id, view.id)
        answered = (one.id for one in self._of(view.organisation_id) if one.answered_at is not None)
        read = partial(last_answers_of, self._tx, view.organisation_id)
        return self._for_all(self._last_answers, view.id, answered, read)

    def at_hand(self, view: TicketView, basis: Basis) -> AtHand:
        """What its clocks are computed from. view: locked."""
        if view.id not in self._tickets:
            return AtHand(basis, past_of(self._tx, view.id))
        return AtHand(basis, self._for_all(self._pasts, view.id, self._tickets, partial(pasts_of, self._tx)))

    # -- how

    def _knows_open_of(self, person_id: int) -> bool:
        return person_id in self._open_of and self._open_of[person_id] <= self._tickets.keys()

    def _knows_topic(self, service: Service, topic: tuple[int, int]) -> bool:
        ticket_id = self._in_topics.get((service, *topic), 0)
        return ticket_id is None or ticket_id in self._tickets

    def _of(self, organisation_id: OrganisationId) -> Iterator[TicketView]:
        return (one for one in self._tickets.values() if one.organisation_id == organisation_id)

    def _read_again(self) -> None:
        """What was changed meanwhile, for all who may still ask for it."""
        assert self._shared is not None
        with self._shared.of_all():
            self._read_tickets()

    def _write_what_waits(self) -> None:
        assert self._shared is not None
        self._changed.clear()
        self._shared.write_what_waits()

    def _for_all(
        self, known: dict[int, T], key: int, keys: Iterable[int], read: Callable[[Sequence[int]], Mapping[int, T]]
    ) -> T:
        """Read for all of these when the first of them is asked for."""
        if key not in known:
            assert self._shared is not None
            unread = {key, *keys} - known.keys()
            if unread & self._changed:
                self._write_what_waits()
            with self._shared.of_all():
                known |= read(sorted(unread))
        return known[key]


def _by_service(coming: Iterable[Coming]) -> dict[Service, list[Coming]]:
    found: dict[Service, list[Coming]] = {}
    for one in coming:
        found.setdefault(one.service, []).append(one)
    return found
