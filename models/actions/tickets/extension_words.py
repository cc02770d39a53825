"""What is said about an extension: the questions in the topic, the head in private, the requester."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select

from models.actions.desk.topics import choice
from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.actions.reach.addressees import to_colleague
from models.actions.tickets.acting import Acting
from models.phrases.catalogue import say, say_many
from models.queries.staff import Head, reachable_heads
from models.queries.tickets import TicketView
from models.rules.deadlines.extensions import Offer, WhyHead
from models.rules.deadlines.ticket_clock import ClockState, Standing
from models.rules.delivery.choices import ticket_key
from models.rules.delivery.message_parts import parts_of
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.delivery.places import in_staff_chat
from models.rules.delivery.post_content import Choices, OfferedChoice
from models.rules.hours.terms import term_in_words
from models.rules.regulation.policies import ExtensionRules
from models.rules.texts.content import clip, one_line
from models.tables.messages import message

#: Verbs of buttons (bot/telegram/staff_extensions.py); what follows the dot names the extension.
PICK, WITHDRAW, AGREE, REFUSE = "extend", "noextend", "agree", "disagree"
_LONGEST_IN_SMS = 100


def ask_date(acting: Acting, extension_id: int, due: datetime, offered: Sequence[Offer]) -> None:
    rows = [[_offer(acting, extension_id, offer)] for offer in offered]
    text = say(acting.language, "extend.until_when", agent=acting.agent_name, due=acting.when(due))
    _ask(acting, text, [*rows, [_withdrawal(acting, extension_id)]])


def _offer(acting: Acting, extension_id: int, offer: Offer) -> OfferedChoice:
    key = "extend.offer_hours" if offer.unit == "hours" else "extend.offer_days"
    label = say_many(acting.language, key, offer.count, until=acting.when(offer.until))
    return choice(acting.view.id, 0, f"{PICK}.{extension_id}.{int(offer.until.timestamp())}", label)


def _withdrawal(acting: Acting, extension_id: int) -> OfferedChoice:
    return choice(acting.view.id, 0, f"{WITHDRAW}.{extension_id}", say(acting.language, "choice.cancel"))


def ask_reason(acting: Acting, extension_id: int, until: datetime) -> None:
    text = say(acting.language, "extend.why", until=acting.when(until))
    _ask(acting, text, [[_withdrawal(acting, extension_id)]])


def _ask(acting: Acting, text: str, choices: Choices) -> None:
    """Kept as a message of ours, so that a reply to it is known to be one whatever happened meanwhile."""
    view = acting.view
    if view.topic_account is None or view.topic_state is None:
        return
    row = {
        "organisation_id": view.organisation_id,
        "ticket_id": view.id,
        "author": "system",
        "text": text,
        "provider_at": acting.at.now,
        "created_at": acting.at.now,
    }
    message_id = acting.tx.execute(insert(message).values(**row).returning(message.c.id)).scalar_one()
    drafts = [
        OutgoingRow(RowKind.POST, part, repeatable=True, ticket_id=view.id, message_id=message_id)
        for part in parts_of(text, choices=choices)
    ]
    lane = outbox.topic_lane(view.id)
    outbox.post(acting.tx, view.topic_account, lane, Urgency.CONVERSATION, drafts, acting.at.real)


def ask_head(
    acting: Acting,
    extension_id: int,
    due: datetime,
    until: datetime,
    reason: str,
    over: WhyHead,
    rules: ExtensionRules,
) -> None:
    """Every head who can be reached is asked in private; the topic shows that it is asked, and lets a head answer."""
    heads = reachable_heads(acting.tx, acting.view.organisation_id, acting.view.desk_id)
    for head in heads:
        _tell_head(acting, head, extension_id, due, until, reason, _limit(over, rules, head.language))
    limit = _limit(over, rules, acting.language)
    text = say(acting.language, "extend.head_asked", until=acting.when(until), due=acting.when(due), limit=limit)
    text += "\n" + say(acting.language, "extend.reason_line", reason=reason)
    if not heads:
        desk = acting.regulation.desk(acting.view.desk_key).title.in_(acting.language)
        text += "\n" + say(acting.language, "extend.head_missing", desk=desk)
    decide = [choice(acting.view.id, 0, *words) for words in _decisions(extension_id, acting.language)]
    acting.tell_topic(text, [decide, [_withdrawal(acting, extension_id)]])


def _decisions(extension_id: int, language: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return (
        (f"{AGREE}.{extension_id}", say(language, "choice.agree")),
        (f"{REFUSE}.{extension_id}", say(language, "choice.disagree")),
    )


def _limit(over: WhyHead, rules: ExtensionRules, language: str) -> str:
    if over == "times":
        allowed = rules.times or 0
        return say_many(language, "extend.limit_times", allowed) if allowed else say(language, "extend.limit_never")
    assert rules.at_most is not None  # it was gone beyond
    return say(language, "extend.limit_length", length=term_in_words(rules.at_most, language))


def _tell_head(
    acting: Acting, head: Head, extension_id: int, due: datetime, until: datetime, reason: str, limit: str
) -> None:
    view = acting.view
    text = say(
        head.language,
        "extend.ask_head",
        desk=acting.regulation.desk(view.desk_key).title.in_(head.language),
        number=view.number,
        title=view.title,
        agent=acting.agent_name,
        until=acting.when_for(until, head.language),
        due=acting.when_for(due, head.language),
        reason=reason,
        limit=limit,
    )
    row: list[OfferedChoice] = [
        {"key": ticket_key(view.id, 0, key), "label": label} for key, label in _decisions(extension_id, head.language)
    ]
    there, asked = in_staff_chat(head.chat_id), to_colleague(view, head.agent_id)
    drafts = [
        OutgoingRow(RowKind.POST, part, repeatable=True, to=there, ticket_id=view.id, delivery=asked)
        for part in parts_of(text, choices=[row])
    ]
    outbox.post(acting.tx, head.account, outbox.chat_lane(head.chat_id), Urgency.CONVERSATION, drafts, acting.at.real)


def granted(acting: Acting, before: datetime, state: ClockState, reason: str, *, asked_by: str | None) -> None:
    """Requester, topic and card hear of it in the transaction that decides it (REQUIREMENTS A9)."""
    language, until = acting.language, acting.when(state.due_at)
    if asked_by is None:
        text = say(language, "extend.done", agent=acting.agent_name, until=until)
    else:
        text = say(language, "extend.agreed", head=acting.agent_name, agent=asked_by, until=until)
    acting.tell_topic(f"{text}\n{say(language, 'extend.reason_line', reason=reason)}")
    acting.tell_requester(_to_requester(acting, before, state, reason))
    acting.refresh_card()


def _to_requester(acting: Acting, before: datetime, state: ClockState, reason: str) -> str:
    view, until = acting.view, acting.requester_when(state.due_at)
    if view.traits.is_brief:
        short = clip(one_line(reason), _LONGEST_IN_SMS)
        return say(view.language, "phone.extended", number=view.number, until=until, reason=short)
    late = before < acting.at.now and state.standing is Standing.RUNNING
    phrase = "ticket.extended_late" if late else "ticket.extended"
    was = acting.requester_when(before, zone_named=False)
    text = say(view.language, phrase, number=view.number, until=until, before=was, reason=reason)
    if state.standing is Standing.PAUSED:
        text += "\n" + say(view.language, "ticket.extended_waits")
    return text


def refused(acting: Acting, asked_by: str) -> None:
    acting.tell_topic(say(acting.language, "extend.refused", head=acting.agent_name, agent=asked_by))


def withdrawn(acting: Acting) -> None:
    acting.tell_topic(say(acting.language, "extend.withdrawn", agent=acting.agent_name))


def is_question(tx: Connection, view: TicketView, message_id: int) -> bool:
    """Whether that message is one of ours that a reply answers."""
    of_ours = select(message.c.id).where(
        message.c.organisation_id == view.organisation_id,
        message.c.id == message_id,
        message.c.ticket_id == view.id,
        message.c.author == "system",
    )
    return tx.execute(of_ours).first() is not None
