"""The one path: what was heard, its author, limits, kept, the dialogue, what it decides, and what is said."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.conversation.commands import exists
from bot.conversation.inbound import AttachmentSeen, Inbound
from bot.conversation.turn import Turn
from bot.requester import (
    authors,
    calls,
    codes,
    corrections,
    intents,
    kept,
    limits,
    numbers,
    pages,
    quiet,
    reactions,
    said_codes,
    turns,
    unasked,
)
from bot.requester.authors import Author
from bot.requester.heard import Colleague, Corrected, Heard, PressAnswer, Reachability, Reacted, Read, Served
from bot.requester.saying import say_to
from bot.scope import Scope, organisation_time
from models.actions.delivery import receipts
from models.actions.delivery.receipts import Receipt
from models.actions.reach import persons
from models.queries.messages import ticket_of_message
from models.queries.tickets import TicketView, where_it_goes_on
from models.queries.told import told_at
from models.rules.delivery.choice_pages import is_turn


def take(scope: Scope, heard: Read) -> Served:
    if isinstance(heard, Served):
        return heard
    if isinstance(heard, Reachability):
        authors.reachability_changed(scope, heard)
        return Served()
    if isinstance(heard, Receipt):
        return Served(about_nobody=not receipts.take(scope.tx, scope.at, heard))
    if isinstance(heard, Reacted):
        press = reactions.as_press(scope, heard)
        if press is not None:
            _pressed(scope, press, aloud=False)
        else:
            reactions.reacted(scope, heard)
        return Served()
    if isinstance(heard, Corrected):
        corrections.corrected(scope, heard.heard)
        return Served(files=bool(heard.heard.files))
    if heard.choice is not None:
        toast = _pressed(scope, heard)
        return Served((PressAnswer(heard.press_id, toast),) if heard.press_id is not None else ())
    _said(scope, heard)
    return Served(files=bool(heard.files))


def _said(scope: Scope, heard: Heard) -> None:
    if heard.command is not None and heard.command[1] and not exists(heard.command[0]):
        heard = replace(heard, command=None)  # «/интернет не работает»: words
    if heard.command is not None and heard.command[0] == "start" and heard.command[1]:
        said_codes.forget(scope)
    if heard.colleague is not None and _is_colleague_only(scope, heard, heard.colleague):
        return
    if heard.rang:
        heard = calls.as_repeated(scope, heard)
    author = authors.author_of(scope, heard)
    if author.gave_leave:
        heard = replace(heard, gave_leave=True)
    if limits.held_back(scope, author, heard):
        return
    if heard.colleague is not None and heard.colleague.enrol is not None:
        if not author.met:
            heard.colleague.enrol()
    elif heard.rang:
        calls.rang(scope, author, heard)
    else:
        _goes_on(scope, author, heard)


def _is_colleague_only(scope: Scope, heard: Heard, colleague: Colleague) -> bool:
    """Whoever comes to be a head, or starts the bot to be reached by it, need not be anybody who asks for help."""
    if colleague.enrol is not None:
        return not authors.is_known(scope, heard) and colleague.enrol()
    return heard.command == ("start", "") and colleague.is_back() and not authors.is_known(scope, heard)


def _goes_on(scope: Scope, author: Author, heard: Heard) -> None:
    traits = author.who.traits
    if traits.by_sms and quiet.took(scope, author, heard):
        return
    if traits.changes_hands and codes.proved(scope, author, heard):
        return
    if pages.turned_in_words(scope, author, heard.text):
        return
    if author.offered and (turn := numbers.pressed(scope, author, heard.text)) is not None:
        _carry_out(scope, author, turn, scope.at.now)
        return
    said = _inbound(scope, author, heard)
    inbound = unasked.routed(scope, author, heard, said) if traits.opens_without_questions else said
    if inbound is not None and said_codes.is_said(_run(scope, author, inbound, heard).intents):
        said_codes.forget(scope, author.who, said.message_id)


def _inbound(scope: Scope, author: Author, heard: Heard) -> Inbound:
    """A command; or words and files, kept."""
    if heard.command is not None:
        return Inbound(None, command=heard.command[0], argument=heard.command[1])
    unreadable = heard.native is not None and heard.native["kind"] == "bytes"
    return Inbound(
        message_id=kept.keep(scope, author.who, heard),
        text=heard.text,
        attachments=tuple(AttachmentSeen(f.kind, f.file_name, f.mime_type, f.size) for f in heard.files),
        reply_to_ticket=_replied_ticket(scope, heard),
        unsupported="binary_sms" if unreadable else heard.unsupported,
        typed=heard.typed and heard.manner.origin is None,
        sticker=heard.sticker,
        own_phone=heard.own_phone,
        gave_leave=heard.gave_leave,
    )


def _replied_ticket(scope: Scope, heard: Heard) -> int | None:
    if heard.reply_to is None:
        return None
    place = (heard.transport, heard.account, heard.address, heard.reply_to)
    ticket_id = ticket_of_message(scope.tx, scope.organisation_id, *place)
    if ticket_id is None and (told := told_at(scope.tx, scope.organisation_id, *place)) is not None:
        ticket_id = told.ticket_id
    return None if ticket_id is None else where_it_goes_on(scope.tx, scope.organisation_id, ticket_id)


def _run(scope: Scope, author: Author, inbound: Inbound, heard: Heard) -> Turn:
    who, greets = author.who, _is_greeted_now(scope, author)
    tickets = [] if greets else scope.ahead.open_tickets_of(who)
    turn = turns.take_turn(scope, who, author.state, inbound, tickets, new=greets)
    if greets and (turn.replies or turn.intents):
        who = persons.show_edition(scope.tx, who, scope.edition.id)
    at = organisation_time(heard.at, scope.at)
    _carry_out(scope, replace(author, who=who), turn, at, tickets, greeting=greets and not turn.replies)
    return turn


def _is_greeted_now(scope: Scope, author: Author) -> bool:
    """The first words that are answered are greeted, and the greeting says what the first request accepts."""
    who = author.who
    if who.traits.is_brief or who.shown_edition_id is not None:
        return False
    return author.met or not scope.ahead.open_tickets_of(who)


def _pressed(scope: Scope, heard: Heard, *, aloud: bool = True) -> str:
    """Returns what pops up for the one who pressed; empty: nothing. aloud: where nothing does, it is said."""
    assert heard.choice is not None
    author = authors.author_of(scope, heard)
    aloud = aloud and heard.press_id is None
    if (instead := limits.press_held_back(scope, author, aloud=aloud)) is not None:
        return instead
    if is_turn(heard.choice.key) and pages.turned(scope, author, heard.choice, heard.pressed):
        return ""
    inbound = Inbound(None, choice=heard.choice.key, choice_version=heard.choice.version)
    tickets = scope.ahead.open_tickets_of(author.who)
    turn = turns.take_turn(scope, author.who, author.state, inbound, tickets, new=False)
    toast = next((reply.text for reply in turn.replies if reply.toast), "")
    if aloud:
        turn = replace(turn, replies=tuple(replace(reply, toast=False) for reply in turn.replies))
    _carry_out(scope, author, turn, scope.at.now, tickets, pressed=heard.pressed)
    if said_codes.is_said(turn.intents):
        said_codes.forget(scope)
    return toast


def _carry_out(
    scope: Scope,
    author: Author,
    turn: Turn,
    at: datetime,
    tickets: Sequence[TicketView] = (),
    *,
    greeting: bool = False,
    pressed: str | None = None,
) -> None:
    """tickets: open ones, as they are now."""
    replies = [reply for reply in turn.replies if not reply.toast]
    replies += intents.carry_out(scope, author.who, turn.intents, at, tickets, greeting=greeting, state=turn.state)
    say_to(scope, author.who, replies, turn.state.version, pressed=pressed)
