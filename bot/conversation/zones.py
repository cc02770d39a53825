"""The time zone of a requester: asked with the hours of Russia as buttons; a city or an offset is understood."""

from collections.abc import Callable
from dataclasses import replace

from bot.conversation.context import Context
from bot.conversation.inbound import Inbound
from bot.conversation.own_tickets import listed
from bot.conversation.prompts import Rows
from bot.conversation.state import State, idle
from bot.conversation.turn import Choice, ChooseZone, Reply, Turn
from models.phrases.catalogue import say
from models.phrases.times import is_told_by_moscow, zone_label, zone_of
from models.rules.hours.zones_by_words import RUSSIAN_ZONES, zone_in

#: Longer words are no place, and nobody is told that we don't know it.
_LONGEST_PLACE_WORDS = 3


def question(context: Context) -> str:
    """What their times are told in, and how to change it."""
    facts = {"time": f"{context.now.astimezone(zone_of(context.zone)):%H:%M}", "zone": _label(context.zone, context)}
    theirs = context.zone != context.regulation.organisation.timezone
    return say(context.language, "zone.ask_theirs" if theirs else "zone.ask", **facts)


def question_by_sms(context: Context) -> str:
    facts = {"time": f"{context.now.astimezone(zone_of(context.zone)):%H:%M}", "zone": _label(context.zone, context)}
    return say(context.language, "phone.zone_ask", **facts)


def choices(context: Context) -> Rows:
    """The hours of Russia, two to a row, where the organisation counts by Moscow."""
    if not is_told_by_moscow(context.regulation.organisation.timezone):
        return ()
    buttons = [
        Choice(f"zone:{key}", f"{city.in_(context.language)} ({_label(zone, context)})")
        for key, zone, city in RUSSIAN_ZONES
    ]
    return tuple(tuple(buttons[first : first + 2]) for first in range(0, len(buttons), 2))


def zone_of_key(key: str) -> str | None:
    return next((zone for known, zone, _ in RUSSIAN_ZONES if known == key), None)


def chosen(state: State, zone: str, context: Context) -> tuple[Reply, ChooseZone]:
    """From now on every time is told in it; the open requests at once."""
    moved = replace(context, zone=zone)
    words = [
        say(
            context.language,
            "zone.chosen",
            zone=_label(zone, context),
            time=f"{context.now.astimezone(zone_of(zone)):%H:%M}",
        )
    ]
    if context.open_tickets:
        words.append(listed(moved).text)
    return Reply("\n\n".join(words)), ChooseZone(zone)


def unknown(context: Context) -> Reply:
    return Reply(
        say(context.language, "zone.unknown"), choices(context), brief=say(context.language, "phone.zone_unknown")
    )


def on_message(state: State, inbound: Inbound, context: Context, as_usual: Callable[[], Turn]) -> Turn:
    """A place or an offset answers the question; anything else is a message like any other, and nothing is lost."""
    if inbound.says_it_all and (zone := zone_in(inbound.text)) is not None:
        reply, intent = chosen(state, zone, context)
        return Turn(idle(state), (reply,), (intent,))
    turn = as_usual()
    if not inbound.says_it_all or len(inbound.text.split()) > _LONGEST_PLACE_WORDS:
        return turn
    return replace(turn, replies=(Reply(say(context.language, "zone.not_a_place")), *turn.replies))


def _label(zone: str, context: Context) -> str:
    return zone_label(zone, context.now, context.language)
