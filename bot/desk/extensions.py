"""An agent extends the time of a resolution: a date is picked, or said in words; the head agrees or does not."""

from datetime import UTC, datetime
from typing import Final

from bot.desk.outcomes import Done, Outcome, outcome_of
from bot.desk.refusals import HeadsOnly, StaleButton
from models.actions.tickets import extensions
from models.actions.tickets.acting import Acting
from models.actions.tickets.extensions import AskedAlready, DecidedAlready, HeadIsAsked
from models.queries.staff import is_head
from models.rules.delivery.choices import whole_number

#: After these the buttons of the question have nothing more to decide.
ENDED_BY: Final = (DecidedAlready, AskedAlready, HeadIsAsked)
_LAST_SECOND: Final = 253402300799  # of the year 9999


def pick(acting: Acting, argument: str) -> Outcome:
    """argument: none asks for a date, EXTENSION.SECONDS is one that was offered."""
    if not argument:
        return outcome_of(acting, lambda: _ask(acting))
    extension_id, seconds = _numbers(argument)
    extensions.choose_date(acting, extension_id, datetime.fromtimestamp(seconds, UTC))
    return Done(shown=True, decided=True)


def _ask(acting: Acting) -> Outcome:
    extensions.ask(acting)
    return Done(shown=True)


def withdraw(acting: Acting, argument: str) -> Outcome:
    """argument: EXTENSION, as in the acts of the head."""
    extensions.withdraw(acting, _numbers(argument)[0])
    return Done("extend.dropped", shown=True, decided=True)


def agree(acting: Acting, argument: str) -> Outcome:
    extensions.agree(acting, _of_head(acting, argument))
    return Done(shown=True, decided=True)


def refuse(acting: Acting, argument: str) -> Outcome:
    extensions.refuse(acting, _of_head(acting, argument))
    return Done(shown=True, decided=True)


def _of_head(acting: Acting, argument: str) -> int:
    extension_id, _ = _numbers(argument)
    if acting.agent_id is None or not is_head(
        acting.tx, acting.view.organisation_id, acting.view.desk_id, acting.agent_id
    ):
        raise HeadsOnly
    return extension_id


def _numbers(argument: str) -> tuple[int, int]:
    extension_id, seconds = (whole_number(part) for part in (*argument.split(".", 1), "0")[:2])
    if extension_id is None or seconds is None or seconds > _LAST_SECOND:
        raise StaleButton
    return extension_id, seconds


def by_words(acting: Acting, words: str) -> Outcome:
    """«+2 рабочих дня ждём деталь»; without words it asks."""
    if words:
        extensions.ask_by_words(acting, words)
    else:
        extensions.ask(acting)
    known = extensions.wanted(acting.tx, acting.view)
    if known is None:
        return Done(shown=True)
    # for who said it elsewhere, and does not see what was posted in the ticket's topic
    phrase = "extend.asked_in_topic" if known.state == extensions.ASKED else "extend.head_decides"
    return Done(phrase, {"number": acting.view.number}, shown=True)


def answer(acting: Acting, words: str) -> Outcome:
    """A reply to our question; it never goes to the requester."""
    extensions.answer(acting, words)
    return Done(shown=True)
