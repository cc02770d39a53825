"""A requester to rehearse conversations with: `anna.writes("…").sees("…")`.

It stands in for the glue: keeps the state as JSON between turns, carries out intents on a list of tickets,
and says what confirmations.py says. Every turn is checked for what no turn may do.
"""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache

from bot.conversation import confirmations
from bot.conversation.context import ClosedTicketView, Context, OpenTicketView
from bot.conversation.corrected import on_correction
from bot.conversation.dialogue import respond
from bot.conversation.identification import is_known_now
from bot.conversation.inbound import AttachmentSeen, Inbound
from bot.conversation.state import State
from bot.conversation.turn import (
    AddToTicket,
    Choice,
    ChooseLanguage,
    ChooseZone,
    CloseByRequester,
    ConfirmSolved,
    ExplainDeadline,
    Intent,
    NotSolvedYet,
    OpenTicket,
    ReopenTicket,
    Reply,
    Turn,
)
from models.phrases.catalogue import say
from models.rules.hours.terms import term_end
from models.rules.regulation.parsing import Regulation, parse_regulation
from models.rules.requests.identification import NOBODY, Known
from models.rules.texts.content import Piece, bold
from tests.conversation.every_turn import holds_for_every_turn
from tests.installation import EXAMPLES

WEDNESDAY_NOON = datetime(2026, 11, 11, 9, 0, tzinfo=UTC)  # 12:00 in Moscow


@cache
def example(name: str) -> Regulation:
    return parse_regulation((EXAMPLES / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass
class Seen:
    """A reply as it hangs in the chat, with the version that its buttons were drawn with."""

    reply: Reply
    version: int


@dataclass
class Requester:
    regulation: Regulation
    language: str = "ru"
    zone: str = "Europe/Moscow"
    now: datetime = WEDNESDAY_NOON
    state: State = field(default_factory=State)
    first_contact: bool = False
    open: list[OpenTicketView] = field(default_factory=list)
    closed: list[ClosedTicketView] = field(default_factory=list)
    messages: dict[int, list[int]] = field(default_factory=dict)  # ticket id → ids of its messages
    opened: list[OpenTicket] = field(default_factory=list)
    chat: list[Seen] = field(default_factory=list)
    turn: Turn = field(default_factory=lambda: Turn(State()))
    last_id: int = 1000
    heard: list[Seen] = field(default_factory=list)
    state_before: State = field(default_factory=State)
    known: Known = NOBODY
    shares_phone: bool = False
    role: str | None = None  # of the number that they write to

    # --- what a person does

    def writes(self, text: str = "", *, reply_to: int | None = None, **files: str) -> "Requester":
        """One message; files: photo="a.jpg". reply_to: number of a ticket."""
        self.last_id += 1
        seen = tuple(AttachmentSeen(kind, name, None, 1000) for kind, name in files.items())
        known: list[OpenTicketView | ClosedTicketView] = [*self.open, *self.closed]
        ticket = next((one.id for one in known if one.number == reply_to), None)
        return self._comes(Inbound(self.last_id, text, seen, reply_to_ticket=ticket))

    def corrects(self, text: str, message_id: int | None = None) -> "Requester":
        """The last message, or the one of that id."""
        turn = on_correction(self.state, message_id or self.last_id, text, self.context())
        return self._goes_on(turn or Turn(self.state))

    def sends_a(self, unsupported: str) -> "Requester":
        self.last_id += 1
        return self._comes(Inbound(self.last_id, unsupported=unsupported))

    def commands(self, text: str) -> "Requester":
        name, _, argument = text.removeprefix("/").partition(" ")
        return self._comes(Inbound(None, text, command=name, argument=argument))

    def presses(self, label: str) -> "Requester":
        """The newest button in the chat that is called so."""
        for seen in reversed(self.chat):
            for choice in (choice for row in seen.reply.choices for choice in row):
                if choice.label == label:
                    return self.presses_key(choice.key, seen.version, on=seen)
        raise AssertionError(f"no button {label!r}; there are {self.labels()}")

    def presses_key(self, key: str, version: int, on: Seen | None = None) -> "Requester":
        return self._comes(Inbound(None, choice=key, choice_version=version), pressed=on)

    def waits(self, **span: float) -> "Requester":
        self.now += timedelta(**span)
        return self

    # --- what staff do

    def becomes_known(self, known: Known) -> "Requester":
        """Somebody says who they are, or they proved it."""
        self.known = known
        return self._goes_on(is_known_now(self.state, self.context()))

    def is_answered(self, number: int) -> "Requester":
        return self._changes(number, answered=True, last_answer_at=self.now)

    def has_due(self, number: int, **due: datetime) -> "Requester":
        """due: by the name of what is promised, as resolution_due."""
        return self._changes(number, **due)

    def is_asked_to_close(self, number: int) -> "Requester":
        ticket = self._changes(number, closing_proposed=True)._ticket(number)
        self.heard = []
        keys = (("solved", "choice.solved"), ("unsolved", "choice.unsolved"))
        row = tuple(Choice(f"{key}:{ticket.id}", say(self.language, phrase)) for key, phrase in keys)
        self._hears(Reply(say(self.language, "ticket.closing_proposed", number=number), (row,)))
        return self

    def is_closed(self, number: int) -> "Requester":
        self._close(self._ticket(number).id)
        return self

    # --- what is expected

    def sees(self, *texts: str) -> "Requester":
        """Each text stands in one of the messages of the last turn, in order."""
        said = "\n---\n".join(seen.reply.text for seen in self.heard)
        place = 0
        for text in texts:
            found = said.find(text, place)
            assert found >= 0, f"expected {text!r} in:\n{said}"
            place = found + len(text)
        return self

    def sees_nothing(self) -> "Requester":
        assert not self.heard, [seen.reply.text for seen in self.heard]
        return self

    def never_sees(self, text: str) -> "Requester":
        assert all(text not in seen.reply.text for seen in self.heard)
        return self

    def is_offered(self, *labels: str) -> "Requester":
        """Exactly these buttons, under the last message of the turn."""
        assert [choice.label for row in self.heard[-1].reply.choices for choice in row] == list(labels)
        return self

    def intends(self, *intents: Intent) -> "Requester":
        assert self.turn.intents == intents, self.turn.intents
        return self

    def changes_nothing(self) -> "Requester":
        assert not self.turn.intents
        assert replace(self.turn.state, offered=None) == replace(self.state_before, offered=None)
        return self

    def labels(self) -> list[str]:
        return [choice.label for seen in self.chat for row in seen.reply.choices for choice in row]

    # --- the glue

    def context(self) -> Context:
        tickets = (tuple(self.open), tuple(self.closed))
        who = (self.known, self.shares_phone)
        number = self.regulation.number(self.role)
        spoken = (self.language, self.zone, self.first_contact)
        return Context(self.now, self.regulation, *spoken, *tickets, *who, number=number)

    def _comes(self, inbound: Inbound, pressed: Seen | None = None) -> "Requester":
        return self._goes_on(respond(self.state, inbound, self.context()), pressed)

    def _goes_on(self, turn: Turn, pressed: Seen | None = None) -> "Requester":
        self.state_before, self.turn = self.state, turn
        self.heard = []
        holds_for_every_turn(self.state_before, self.turn)
        self.state = State.from_json(json.loads(json.dumps(self.turn.state.to_json())))
        assert self.state == self.turn.state, "the state does not survive its journey through JSON"
        for reply in self.turn.replies:
            self._hears(reply, pressed)
        for intent in self.turn.intents:
            self._carries_out(intent, pressed)
        self.first_contact = False
        return self

    def _hears(self, reply: Reply, pressed: Seen | None = None) -> None:
        seen = Seen(reply, self.state.version)
        if pressed is not None and reply.edit_in_place and pressed in self.chat:
            self.chat[self.chat.index(pressed)] = seen
        else:
            self.chat.append(seen)
        self.heard.append(seen)

    def _carries_out(self, intent: Intent, pressed: Seen | None) -> None:
        reply: Reply | None = None
        match intent:
            case OpenTicket():
                reply = self._open(intent)
            case AddToTicket():
                assert any(ticket.id == intent.ticket_id for ticket in self.open)
                self.messages[intent.ticket_id] += intent.message_ids
                self._changes(self._by_id(intent.ticket_id).number, closing_proposed=False)
            case ConfirmSolved():
                reply = confirmations.closed(
                    intent.ticket_id, self._by_id(intent.ticket_id).number, self.language, 14
                )
                self._close(intent.ticket_id)
            case NotSolvedYet():
                number = self._by_id(intent.ticket_id).number
                self._changes(number, closing_proposed=False)
                reply = confirmations.still_open(intent.ticket_id, number, self.language)
            case CloseByRequester():
                number = self._by_id(intent.ticket_id).number
                reply = confirmations.closed_by_requester(intent.ticket_id, number, self.language, 14)
                self._close(intent.ticket_id)
            case ReopenTicket():
                reply = self._reopen(intent)
            case ExplainDeadline():
                reply = self._explain(intent.number)
            case ChooseLanguage():
                self.language = intent.language
            case ChooseZone():
                self.zone = intent.zone
        if reply is not None:
            self._hears(reply, pressed)

    def _open(self, intent: OpenTicket) -> Reply:
        self.opened.append(intent)
        number = max((key // 10 for key in self.messages), default=11) + 1
        promised = self.regulation.policy(intent.desk_id, intent.kind_id).first_response.promised
        due = term_end(promised, self.now, self.regulation.working_time(intent.desk_id))
        title = self.regulation.kind(intent.kind_id).title.in_(self.language)
        self.has_open(number, title, due)
        self.messages[number * 10] += intent.message_ids
        hours = self.context().desk_hours(intent.desk_id)
        opens = (hours.open, hours.opens_at)
        context, desk_id = self.context(), intent.desk_id
        return confirmations.ticket_opened(number, due, *opens, context, self.first_contact, desk_id=desk_id)

    def _explain(self, number: int) -> Reply:
        known: list[OpenTicketView | ClosedTicketView] = [*self.open, *self.closed]
        ticket = next((one for one in known if one.number == number), None)
        if ticket is None:
            return confirmations.not_theirs(number, self.language)
        title = say(self.language, "why.title", number=number)
        return confirmations.explained(Piece(title, (bold(0, title),)), ticket.id)

    def has_open(self, number: int, title: str, due: datetime | None = None) -> "Requester":
        self.messages[number * 10] = []
        self.open.append(OpenTicketView(number * 10, number, title, title, self.now, due))
        return self

    def _reopen(self, intent: ReopenTicket) -> Reply:
        ticket = next(one for one in self.closed if one.id == intent.ticket_id)
        self.closed.remove(ticket)
        self.open.append(OpenTicketView(ticket.id, ticket.number, ticket.title, ticket.title, self.now))
        self.messages[ticket.id] += intent.message_ids
        return confirmations.reopened(ticket.id, ticket.number, self.language)

    def _close(self, ticket_id: int) -> None:
        ticket = self._by_id(ticket_id)
        self.open.remove(ticket)
        self.closed.append(ClosedTicketView(ticket.id, ticket.number, ticket.title, self.now))

    def _changes(self, number: int, **facts: object) -> "Requester":
        index = self.open.index(self._ticket(number))
        self.open[index] = replace(self.open[index], **facts)  # type: ignore[arg-type]
        return self

    def _ticket(self, number: int) -> OpenTicketView:
        return next(ticket for ticket in self.open if ticket.number == number)

    def _by_id(self, ticket_id: int) -> OpenTicketView:
        return next(ticket for ticket in self.open if ticket.id == ticket_id)
