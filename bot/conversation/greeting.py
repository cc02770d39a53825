"""The first words to a person: who we are, whether the desk is open now, what writing to us means."""

from bot.conversation.context import Context
from bot.conversation.prompts import Rows, button
from bot.conversation.turn import Choice
from models.phrases.catalogue import say
from models.phrases.times import moment

_LANGUAGE_NAMES = {"ru": "choice.russian", "en": "choice.english"}


def greeting_text(context: Context, *, with_hours: bool = True) -> str:
    """In the regulation's own words if it has them; always with the note on what the first request accepts. Where it
    came by a number with a role, that is named.

    with_hours: say whether the desk is open, unless what follows says it.
    """
    language, edition = context.language, context.regulation.edition
    if edition.greeting is not None:
        hello = edition.greeting.in_(language)
    else:
        name = context.regulation.organisation.name.in_(language)
        hello = say(language, "greeting.hello", organisation=name)
    number = context.number
    role = [] if number is None else [say(language, "greeting.number", role=number.title.in_(language))]
    hours = hours_now(context) if with_hours else ()
    parts = [hello, *role, *hours, say(language, "greeting.acceptance")]
    return "\n".join(parts)


def hours_now(context: Context) -> tuple[str, ...]:
    """Whether the desk is open now, honestly; nothing where several desks keep different hours."""
    desks = context.desks
    if len({desk.calendar for desk in desks}) > 1:
        return ()
    language = context.language
    hours = context.desk_hours(desks[0].id)
    if hours.open:
        if hours.closes_at is None:
            return (say(language, "greeting.always_open"),)
        closes = moment(hours.closes_at, context.now, context.zone, language)
        return (say(language, "greeting.open_until", closes=closes),)
    if hours.opens_at is None:
        closed = say(language, "greeting.closed")
    else:
        opens = moment(hours.opens_at, context.now, context.zone, language)
        closed = say(language, "greeting.closed_until", opens=opens)
    return (closed, *emergency(context, desks[0].id))


def emergency(context: Context, desk_id: str) -> tuple[str, ...]:
    """What to do when it cannot wait until the desk opens, if the regulation says so."""
    words = context.regulation.desk(desk_id).emergency
    return (words.in_(context.language),) if words is not None else ()


def other_languages(context: Context) -> Rows:
    """A row of buttons with the languages of the regulation that are not spoken now."""
    others = [code for code in context.regulation.organisation.languages if code != context.language]
    return (tuple(language_button(code) for code in others),) if others else ()


def language_button(code: str) -> Choice:
    """Each language names itself."""
    return button(code, f"lang:{code}", _LANGUAGE_NAMES[code])
