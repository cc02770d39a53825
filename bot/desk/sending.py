"""Words of an agent that wait for a yes: an SMS with its cost, a message that may not have arrived."""

from typing import Final

from bot.desk.outcomes import Done, Outcome
from bot.desk.refusals import NotSent, SmsChanged, SmsDecided, StaleButton, WindowClosed
from models.actions.delivery import deliveries, leave_ends
from models.actions.reach import windows
from models.actions.talk import answer_presses, chain_presses, window_reminders
from models.actions.talk.answer_clock import note_answer
from models.actions.talk.answer_presses import Fate
from models.actions.tickets import waiting
from models.actions.tickets.acting import Acting
from models.errors import OtklikError
from models.rules.delivery.choices import whole_number

_REFUSED: Final[dict[Fate, type[OtklikError]]] = {
    Fate.DECIDED: SmsDecided,
    Fate.CHANGED: SmsChanged,
    Fate.CLOSED: NotSent,
}


def again(acting: Acting, argument: str) -> Outcome:
    """Nobody knows whether it arrived. argument: the row of the outbox."""
    row, was_lost = whole_number(argument), chain_presses.was_lost(acting)
    if windows.is_closed(acting.tx, acting.at, acting.view):
        raise WindowClosed
    if row is None or not deliveries.send_again(acting.tx, acting.at, row, acting.view.id):
        raise StaleButton
    if was_lost:
        note_answer(acting)
    return Done(decided=True)


def step(acting: Acting, argument: str) -> Outcome:
    """The next address of a chain. argument: DELIVERY.STEP.ADDRESS."""
    numbers = _numbers(argument)
    if len(numbers) != 3 or not chain_presses.step(acting, *numbers):
        raise StaleButton
    return Done(decided=True)


def leave(acting: Acting, argument: str) -> Outcome:
    """The message is left as it is. argument: DELIVERY.STEP."""
    numbers = _numbers(argument)
    if len(numbers) != 2 or not chain_presses.leave(acting, *numbers):
        raise StaleButton
    return Done("chain.left", decided=True)


def unsend(acting: Acting, argument: str) -> Outcome:
    """What waits for leave to write does not go. argument: DELIVERY.STEP."""
    numbers = _numbers(argument)
    if len(numbers) != 2 or not leave_ends.withdraw(acting, *numbers):
        raise StaleButton
    return Done("leave.withdrawn", decided=True)


def write_now(acting: Acting, argument: str) -> Outcome:
    """The window closes soon: colleagues see who answers. argument: the reminder."""
    number = whole_number(argument)
    until = None
    if number is not None:
        until = window_reminders.writes(acting.tx, acting.at, acting.view, number, acting.agent_name)
    if until is None:
        raise StaleButton
    return Done("window.write_here", {"transport": acting.view.traits.title, "when": acting.when(until)})


def _numbers(argument: str) -> list[int]:
    return [number for part in argument.split(".") if (number := whole_number(part)) is not None]


def sms(acting: Acting, argument: str) -> Outcome:
    """argument: MESSAGE.VERSION.ADDRESS, as in the acts below; buttons of older releases name no address."""
    message_id, version = message_and_version(argument)
    fate = answer_presses.send(acting, message_id, version, _address(argument))
    _check(fate)
    if fate is Fate.SENT:
        waiting.sent(acting, message_id)
    return Done(decided=True)


def sms_correction(acting: Acting, argument: str) -> Outcome:
    _check(answer_presses.correct(acting, *message_and_version(argument), _address(argument)))
    return Done(decided=True)


def drop_sms(acting: Acting, argument: str) -> Outcome:
    _check(answer_presses.drop(acting, message_and_version(argument)[0]))
    return Done("staff.sms_dropped", decided=True)


def _check(fate: Fate) -> None:
    if fate in _REFUSED:
        raise _REFUSED[fate]


def message_and_version(argument: str) -> tuple[int, int]:
    """Raises StaleButton."""
    parts = argument.split(".")
    message_id, version = (whole_number(part) for part in (*parts, "0")[:2])
    if message_id is None or version is None or len(parts) > 3:
        raise StaleButton
    return message_id, version


def _address(argument: str) -> int | None:
    parts = argument.split(".")
    return whole_number(parts[2]) if len(parts) > 2 else None
