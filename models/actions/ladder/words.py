"""The words of the ladder: what is late, since when, which rung it has climbed to, and who is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.actions.ladder.people import Line, Place
from models.phrases.catalogue import say
from models.phrases.times import duration, moment, shortest
from models.queries.tickets import TicketView
from models.rules.ladder.due_steps import LATE_AFTER, LadderMessage
from models.rules.regulation.parsing import Regulation
from models.rules.texts.content import Entity, Piece, shift, utf16_length

#: What somebody is asked as, when they are told in private.
_ROLES = {
    "head": "staff.role_head",
    "assignee": "staff.role_assignee",
    "duty": "staff.role_duty",
    "agents": "staff.role_agents",
}


@dataclass(frozen=True)
class Breach:
    """The clock that the ladder is about. due: the deadline. rungs: how many the ladder has."""

    view: TicketView
    regulation: Regulation
    clock: str
    due: datetime
    rungs: int

    @property
    def language(self) -> str:
        """Of the desk's staff."""
        return self.regulation.desk(self.view.desk_key).staff_language

    def when(self, at: datetime, now: datetime, language: str) -> str:
        return moment(at, now, self.regulation.organisation.timezone, language)


def for_topic(breach: Breach, message: LadderMessage[Place], lines: Sequence[Line], now: datetime) -> Piece:
    """The group reads it below the card, so that the ticket needs no naming."""
    language, step = breach.language, message.step
    when = breach.when(breach.due, now, language)
    if step.name == "warning":
        left = duration(max(breach.due - now, breach.due - breach.due), language)
        first = [say(language, f"staff.warning_{breach.clock}", left=left, due=when)]
    elif step.name == "aim":
        first = [say(language, f"staff.aim_{breach.clock}", due=when)]
    else:
        first = [say(language, f"staff.breach_{breach.clock}", due=when), *_how_far(breach, message, now, language)]
        first.append(say(language, "staff.who_takes"))
    text, entities = " ".join(first), list[Entity]()
    for line in lines:
        text = _with_line(breach, text, entities, line)
    return Piece("\n".join([text, *_marks(breach, message, now, language)]), tuple(entities))


def taken(text: str, entities: Sequence[Entity], language: str, agent: str) -> Piece:
    """The same post once somebody took it: it says who, and calls nobody any more."""
    call, instead = say(language, "staff.who_takes"), say(language, "staff.ladder_taken_by", agent=agent)
    begins = text.find(call)
    if begins < 0:
        return Piece(f"{text}\n{instead}", tuple(entities))
    behind = utf16_length(text[:begins]) + utf16_length(call)
    longer = utf16_length(instead) - utf16_length(call)
    moved = [shift([one], longer)[0] if one["offset"] >= behind else one for one in entities]
    return Piece(text[:begins] + instead + text[begins + len(call) :], tuple(moved))


def _with_line(breach: Breach, text: str, entities: list[Entity], line: Line) -> str:
    """Who is named by their account gets a notice from Telegram."""
    desk = breach.regulation.desk(breach.view.desk_key).title.in_(breach.language)
    words = say(breach.language, line.phrase, name=line.name, desk=desk)
    text += "\n"
    if line.telegram_id is not None and line.name and line.name in words:
        begins = utf16_length(text + words[: words.index(line.name)])
        user = {"id": line.telegram_id, "is_bot": False, "first_name": line.name}
        mention = {"type": "text_mention", "offset": begins, "length": utf16_length(line.name), "user": user}
        entities.append(mention)
    return text + words


def for_person(breach: Breach, message: LadderMessage[Place], language: str, now: datetime) -> str:
    """In private: names desk and ticket, and why they are asked."""
    view = breach.view
    first = say(
        language,
        "staff.rung_person",
        desk=breach.regulation.desk(view.desk_key).title.in_(language),
        number=view.number,
        title=view.title,
        what=say(language, f"staff.what_{breach.clock}"),
        due=breach.when(breach.due, now, language),
    )
    role = _ROLES.get(message.step.to, "staff.role_head")
    text = " ".join([first, *_how_far(breach, message, now, language), say(language, role)])
    return "\n".join([text, *_marks(breach, message, now, language)])


def for_phone(breach: Breach, message: LadderMessage[Place], now: datetime) -> str:
    """Short: it goes by SMS, in the desk's language."""
    language = breach.language
    text = say(
        language,
        "staff.rung_phone",
        number=breach.view.number,
        what=say(language, f"staff.what_{breach.clock}"),
        due=shortest(breach.due, now, breach.regulation.organisation.timezone, language),
    )
    return " ".join([text, *_climbed(breach, message, language)])


def _how_far(breach: Breach, message: LadderMessage[Place], now: datetime, language: str) -> list[str]:
    """How long ago it was due, and which rung the ladder has climbed to."""
    climbed = _climbed(breach, message, language)
    if now - breach.due <= LATE_AFTER:
        return climbed
    return [say(language, "staff.time_since", span=duration(now - breach.due, language)), *climbed]


def _climbed(breach: Breach, message: LadderMessage[Place], language: str) -> list[str]:
    rung = message.highest.rung or message.step.rung
    return [say(language, "staff.rung_of", rung=rung, rungs=breach.rungs)] if rung and breach.rungs > 1 else []


def _marks(breach: Breach, message: LadderMessage[Place], now: datetime, language: str) -> list[str]:
    marks = []
    if message.step.name == "amends":
        marks.append(say(language, "staff.amends_missed", when=breach.when(message.step.at, now, language)))
    if message.late:
        marks.append(say(language, "staff.late_mark"))
    return marks
