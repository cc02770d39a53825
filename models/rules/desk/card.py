"""The card: the first message of a ticket's topic, which shows staff what is asked and where it stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from models.phrases.catalogue import say, say_many
from models.phrases.times import absolute
from models.rules.delivery.chain import UsedFor
from models.rules.desk.dismissals import REASONS
from models.rules.desk.ways import Way, chain_in_words, window_in_words
from models.rules.sms.automatic import Oddness
from models.rules.texts.content import (
    TEXT_LIMIT,
    Entity,
    Piece,
    best_cut,
    bold,
    clip,
    cut,
    harmless,
    one_line,
    shift,
    split,
    utf16_length,
)

_TITLE_LIMIT: Final = 200
_VALUE_LIMIT: Final = 300
_WAYS_LIMIT: Final = 200
_HEAD_LIMIT: Final = 2600  # however many fields a kind has, the text keeps its share of the card
_CHANGING_LIMIT: Final = 1200  # who asks, the state and the times together are never longer
_REACH: Final = {
    "reachable": "card.reach_reachable",
    "blocked": "card.reach_blocked",
    "not_started": "card.reach_not_started",
    **{one: f"card.reach_{one}" for one in ("removed", "anothers", "dead")},
    "failing": "card.reach_failing",
    "by_sms": "card.reach_sms",
    "no_number": "card.reach_no_number",
    "withheld": "card.reach_withheld",
    **{f"rule_{one}": f"card.reach_rule_{one}" for one in UsedFor if one is not UsedFor.ALL},
    **{f"odd_{odd}": f"card.reach_odd_{odd}" for odd in Oddness},
}
_LANGUAGES: Final = {"ru": "card.language_ru", "en": "card.language_en"}


@dataclass(frozen=True)
class CardView:
    """What a card shows.

    state: open, closing_proposed or closed. language: the requester's. zone: IANA name that the times are
    shown in. ways: the other transports, in the order in which they are tried. reached_by: the title of the first.
    our_number: the role of that of ours to which they write; None: it has none.
    reachability: a key of _REACH, or reachable. has_window, closes_at: where they are reached, as window_in_words.
    attachments: files of the first message. now: only tells what is overdue.
    unfinished: the requester stopped answering, and this is still missing; None: they sent it.
    contract: in words of the staff (models/rules/contracts/in_words.py); None: the ticket is under none.
    severity, tier: None where the regulation tells none apart; the tier by its title. extended: the resolution has a
    later date than the policy gave. waiting_since: for the requester. stands: the resolution stands still meanwhile.
    may_extend, may_wait: whether there is anything to extend, and anything that waiting would stop.
    merged_into: number of the ticket it went on in. dismissed_as: why it was no request (dismissals.py).
    blocked_messages: how much a blocked sender wrote since; None for one who is not.
    """

    number: int
    requester_name: str
    language: str
    kind_title: str
    state: str
    opened_at: datetime
    zone: str
    now: datetime
    first_text: str = ""
    first_text_entities: tuple[Entity, ...] = ()
    attachments: int = 0
    fields: tuple[tuple[str, str], ...] = ()
    assignee: str | None = None
    first_response_due: datetime | None = None
    answered_at: datetime | None = None
    resolution_due: datetime | None = None
    closed_at: datetime | None = None
    reachability: str = "reachable"
    reached_by: str = "Telegram"
    our_number: str | None = None
    ways: tuple[Way, ...] = ()
    has_window: bool = False
    closes_at: datetime | None = None
    unidentified: bool = False
    unfinished: tuple[str, ...] | None = None
    severity: str | None = None
    tier: str | None = None
    contract: str | None = None
    next_response_due: datetime | None = None
    work_started_due: datetime | None = None
    update_due: datetime | None = None
    extended: bool = False
    waiting_since: datetime | None = None
    stands: bool = False
    may_extend: bool = False
    may_wait: bool = False
    merged_into: int | None = None
    dismissed_as: str | None = None
    blocked_messages: int | None = None


@dataclass(frozen=True)
class CardButton:
    """key: a verb of bot/telegram/staff_acts.py."""

    key: str
    label: str


@dataclass(frozen=True)
class Rendered:
    """rest: the first message's text beyond what fits in the card, ready to be posted below it."""

    text: str
    entities: tuple[Entity, ...]
    buttons: tuple[tuple[CardButton, ...], ...]
    rest: tuple[Piece, ...] = ()


def render_card(view: CardView, language: str, *, more: bool = False) -> Rendered:
    """The card in the language of the staff; never longer than one message. more: with the buttons behind «more»."""
    title = clip(one_line(say(language, "card.title", number=view.number, kind=view.kind_title)), _TITLE_LIMIT)
    head = clip("\n".join((title, *_lines(view, language))), _HEAD_LIMIT)
    body, rest = _body(view, language, min(_room(view, language, title), TEXT_LIMIT - utf16_length(head) - 2))
    entities = (bold(0, title), *shift(body.entities, utf16_length(head) + 2))
    return Rendered(f"{head}\n\n{body.text}", entities, buttons(view, language, more=more), rest)


def buttons(view: CardView, language: str, *, more: bool = False) -> tuple[tuple[CardButton, ...], ...]:
    """What an agent can do with the ticket as it stands, in rows."""

    def button(key: str, phrase: str) -> CardButton:
        return CardButton(key, say(language, phrase))

    why = button("why", "card.why")
    if view.state == "closed" and view.dismissed_as is None:
        return ((button("reopen", "card.reopen"), why),)
    if view.state == "closed":
        block = button("block", "card.block") if view.blocked_messages is None else button("unblock", "card.unblock")
        return ((button("restore", "card.restore"), block), (why,))
    first = button("untake", "card.untake") if view.assignee else button("take", "card.take")
    no_answer = [button("waive", "card.waive")] if view.next_response_due is not None else []
    last = _behind_more(language) if more else ((*no_answer, button("unfold", "card.more")),)
    if view.state == "closing_proposed":
        return ((first, button("escalate", "card.escalate")), (why,), *last)
    about_time = [button("extend", "card.extend")] if view.may_extend else []
    if view.waiting_since is not None:
        about_time.append(button("unwait", "card.unwait"))
    elif view.may_wait:
        about_time.append(button("wait", "card.wait"))
    rows = (
        (first, button("close", "card.propose_close")),
        tuple(about_time),
        (button("escalate", "card.escalate"), why),
        *last,
    )
    return tuple(row for row in rows if row)


def _behind_more(language: str) -> tuple[tuple[CardButton, ...], ...]:
    """What is seldom wanted: it ends the ticket at once."""
    found = [CardButton(f"dismiss.{reason}", say(language, f"card.dismiss_{reason}")) for reason in REASONS]
    found.append(CardButton("fold", say(language, "card.less")))
    return tuple(tuple(pair) for pair in zip(found[::2], found[1::2], strict=True))


def _lines(view: CardView, language: str) -> Iterator[str]:
    spoken = say(language, _LANGUAGES[view.language]) if view.language in _LANGUAGES else view.language
    name = clip(one_line(view.requester_name), 100) or say(language, "card.no_name")
    yield say(language, "card.requester", name=name, language=spoken)
    if view.unfinished is not None:
        yield say(language, "card.unfinished")
        if view.unfinished:
            yield say(language, "card.lacking", fields=", ".join(view.unfinished))
    if view.unidentified:
        has_number = view.reachability not in ("no_number", "withheld")
        yield say(language, "card.unidentified" if has_number else "card.unidentified_without_number")
    yield say(language, "card.state", state=_state(view, language))
    if view.contract is not None:
        yield say(language, "card.contract", contract=view.contract)
    if view.tier is not None:
        yield say(language, "card.tier", tier=clip(one_line(view.tier), 80))
    if view.severity is not None:
        yield say(language, "card.severity", severity=say(language, f"severity.{view.severity}"))
    yield from _times(view, language)
    yield from _reach(view, language)
    yield from _asked(view, language)


def _reach(view: CardView, language: str) -> Iterator[str]:
    """By what they are reached, and whether."""
    if view.our_number is not None:
        yield say(language, "card.our_number", role=clip(one_line(view.our_number), 80))
    if view.reachability in _REACH:
        yield say(language, "card.reach", reach=say(language, _REACH[view.reachability], transport=view.reached_by))
    if view.has_window and view.state != "closed":
        yield window_in_words(view.reached_by, view.closes_at, view.now, view.zone, language)
    if view.ways:
        yield clip(say(language, "card.chain", ways=chain_in_words(view.ways, language)), _WAYS_LIMIT)
    if view.blocked_messages == 0:
        yield say(language, "card.blocked")
    elif view.blocked_messages is not None:
        yield say_many(language, "card.blocked_wrote", view.blocked_messages)


def _asked(view: CardView, language: str) -> Iterator[str]:
    """What stays as it is as long as the ticket lives."""
    for label, value in view.fields:
        yield say(
            language,
            "card.field",
            label=clip(one_line(label), 80),
            value=clip(one_line(value), _VALUE_LIMIT),
        )
    if view.attachments:
        yield say(language, "card.files", files=say_many(language, "count.files", view.attachments))


def _room(view: CardView, language: str, title: str) -> int:
    """How much of the text the card shows: as much in every state, or what was posted below would no longer fit."""
    lasting = utf16_length("\n".join((title, *_asked(view, language))))
    return TEXT_LIMIT - 2 - min(_HEAD_LIMIT, lasting + _CHANGING_LIMIT)


def _state(view: CardView, language: str) -> str:
    if view.dismissed_as is not None:
        return say(language, "card.state_dismissed", reason=say(language, f"dismiss.reason_{view.dismissed_as}"))
    if view.state == "closed" and view.merged_into is not None:
        return say(language, "card.state_merged", number=view.merged_into)
    if view.state == "closed":
        return say(language, "card.state_closed")
    if view.state == "closing_proposed":
        return say(language, "card.state_closing")
    if view.assignee:
        return say(language, "card.state_taken", agent=clip(one_line(view.assignee), 80))
    return say(language, "card.state_answered" if view.answered_at else "card.state_new")


def _times(view: CardView, language: str) -> Iterator[str]:
    def when(at: datetime) -> str:
        return absolute(at, view.zone, language)

    yield say(language, "card.opened_at", when=when(view.opened_at))
    due, answered = view.first_response_due, view.answered_at
    if answered is not None and due is not None and answered > due:
        yield say(language, "card.answered_late", when=when(answered), due=when(due))
    elif answered is not None:
        yield say(language, "card.answered_at", when=when(answered))
    if view.state == "closed":
        if view.closed_at is not None:
            yield say(language, "card.closed_at", when=when(view.closed_at))
        return
    for phrase, at in _promises(view):
        line = say(language, phrase, when=when(at))
        yield say(language, "card.overdue", line=line) if view.now > at else line
    if view.waiting_since is not None:
        phrase = "card.waiting_stands" if view.stands else "card.waiting"
        yield say(language, phrase, since=when(view.waiting_since))


def _promises(view: CardView) -> Iterator[tuple[str, datetime]]:
    """What is still to be kept, with its phrase, in the order in which it is worked off."""
    resolution = "card.resolution_extended" if view.extended else "card.resolution_due"
    for phrase, at in (
        ("card.first_response_due", view.first_response_due if view.answered_at is None else None),
        ("card.next_response_due", view.next_response_due),
        ("card.work_started_due", view.work_started_due),
        (resolution, view.resolution_due),
        ("card.update_due", view.update_due),
    ):
        if at is not None:
            yield phrase, at


def _body(view: CardView, language: str, room: int) -> tuple[Piece, tuple[Piece, ...]]:
    shown = harmless(view.first_text, view.first_text_entities)
    text: str = shown.text
    entities: Sequence[Entity] = shown.entities
    if not one_line(text):
        return Piece(say(language, "card.no_text")), ()
    if utf16_length(text) <= room:
        return Piece(text, tuple(entities)), ()
    note = "\n" + say(language, "card.continues")
    end = best_cut(text, room - utf16_length(note))
    beginning = cut(text, entities, 0, end)
    remainder = cut(text, entities, end, len(text))
    return Piece(beginning.text + note, beginning.entities), split(remainder.text, remainder.entities)
