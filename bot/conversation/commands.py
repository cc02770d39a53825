"""Commands, typed or said in words: each is possible at every step and leaves what is in progress alone."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot.conversation import erasing, identification, open_tickets, request, transports, zones
from bot.conversation.closed_tickets import reopen
from bot.conversation.context import Context
from bot.conversation.greeting import greeting_text, hours_now, language_button, other_languages
from bot.conversation.own_tickets import described, is_of_others, listed, which_to_explain
from bot.conversation.prompts import Rows, button
from bot.conversation.rules_text import rules_by_sms, rules_text
from bot.conversation.state import State, Step, idle
from bot.conversation.turn import ChooseLanguage, CloseByRequester, ExplainDeadline, Reply, Turn
from bot.conversation.words import ticket_number_in
from models.phrases.catalogue import say
from models.rules.hours.zones_by_words import zone_in
from models.rules.requests.invitation_codes import code_in

#: What the transports offer in their menus and /help lists, in this order, with the key of its meaning.
COMMANDS: Final = {
    "new": "command.new",
    "my": "command.my",
    "status": "command.status",
    "why": "command.why",
    "close": "command.close",
    "reopen": "command.reopen",
    "rules": "command.rules",
    "language": "command.language",
    "timezone": "command.timezone",
    "transports": "command.transports",
    "mydata": "command.mydata",
    "forget": "command.forget",
    "cancel": "command.cancel",
    "help": "command.help",
}
_OF_DRAFT: Final = {Step.DESK, Step.KIND, Step.FIELD, Step.TEXT, Step.SUMMARY, Step.FIX, Step.WHO, Step.CONTRACT}


def on_command(state: State, name: str, argument: str, context: Context) -> Turn:
    """argument: what followed the command, or the number that was said with it."""
    handler = _HANDLERS.get(name.lower())
    if handler is None:
        return aside(state, context, Reply(say(context.language, "command.unknown")))
    return handler(state, argument.strip(), context)


def exists(name: str) -> bool:
    return name.lower() in _HANDLERS


def aside(state: State, context: Context, *replies: Reply) -> Turn:
    """An answer beside the point: what was in progress is asked again, with the buttons it had."""
    if state.step is Step.IDLE:
        return Turn(state, replies)
    if transports.asks_nothing(state):
        return Turn(state, replies)
    ask_again = transports.ask_again if state.step is Step.TRANSPORTS else request.ask_again
    turn = ask_again(state, context, say(context.language, "help.resume"))
    return replace(turn, replies=(*replies, *turn.replies))


def choose_language(state: State, code: str, context: Context) -> Turn:
    """The dialogue goes on in that language at once, with what was said in the other one and still matters."""
    chosen = replace(context, language=code)
    words = [say(code, "language.chosen")]
    if context.open_tickets:
        words.append(listed(chosen).text)
    elif not context.recent_closed:
        words.append(say(code, "greeting.acceptance"))
    turn = aside(state, chosen, Reply("\n\n".join(words)))
    return replace(turn, intents=(ChooseLanguage(code), *turn.intents))


def _invitation(state: State, argument: str, context: Context) -> Turn:
    """A code that staff gave them, typed or in a link."""
    code = code_in(argument)
    if code is None:
        return aside(state, context, Reply(say(context.language, "who.no_code")))
    return identification.use_invitation(state, code)


def _start(state: State, argument: str, context: Context) -> Turn:
    language = context.language
    if argument.startswith(transports.LINK_MARK):
        return transports.opened_by_link(state, context)
    if code_in(argument) is not None:
        return _invitation(state, argument, context)
    write = say(language, "greeting.write")
    words = (greeting_text(context), write) if context.first_contact else (*hours_now(context), write)
    rows: Rows = ((button(language, "new", "choice.new"), button(language, "help", "choice.help")),)
    if context.open_tickets:
        rows = (*rows, (button(language, "my", "choice.my"),))
    return aside(
        state,
        context,
        Reply("\n\n".join(words), (*rows, *other_languages(context)), brief=say(language, "phone.help")),
    )


def _help(state: State, argument: str, context: Context) -> Turn:
    language = context.language
    lines = [say(language, "command.line", command=name, meaning=say(language, meaning))
             for name, meaning in COMMANDS.items()]  # fmt: skip
    parts = [say(language, "help.intro"), *hours_now(context)]
    if len(context.open_tickets) > 1:
        parts.append(say(language, "help.several"))
    commands = "\n".join((say(language, "help.commands"), *lines))
    text = "\n\n".join((*parts, commands))
    return aside(state, context, Reply(text, other_languages(context), brief=say(language, "phone.help")))


def _rules(state: State, argument: str, context: Context) -> Turn:
    regulation, language = context.regulation, context.language
    return aside(state, context, Reply(rules_text(regulation, language), brief=rules_by_sms(regulation, language)))


def _language(state: State, argument: str, context: Context) -> Turn:
    languages = context.regulation.organisation.languages
    wanted = argument.lower()
    if wanted in languages:
        return choose_language(state, wanted, context)
    if len(languages) == 1:
        return aside(state, context, Reply(say(context.language, "language.only")))
    row = tuple(language_button(code) for code in languages)
    return aside(state, context, Reply(say(context.language, "language.ask"), (row,)))


def _timezone(state: State, argument: str, context: Context) -> Turn:
    """Asked; what is in progress goes on, and then the buttons or «/timezone Омск» choose it."""
    if argument:
        zone = zone_in(argument)
        return choose_zone(state, zone, context) if zone else aside(state, context, zones.unknown(context))
    ask = Reply(zones.question(context), zones.choices(context), brief=zones.question_by_sms(context))
    if state.step not in (Step.IDLE, Step.ZONE):
        return aside(state, context, ask)
    return Turn(State(state.version + 1, Step.ZONE, remembered=state.remembered), (ask,))


def choose_zone(state: State, zone: str, context: Context) -> Turn:
    reply, intent = zones.chosen(state, zone, context)
    if state.step is Step.ZONE:
        return Turn(idle(state), (reply,), (intent,))
    turn = aside(state, replace(context, zone=zone), reply)
    return replace(turn, intents=(intent, *turn.intents))


def _transports(state: State, argument: str, context: Context) -> Turn:
    return transports.shown(state, context)


def _contacts(state: State, argument: str, context: Context) -> Turn:
    return transports.contacts_shown(state, context)


def _my(state: State, argument: str, context: Context) -> Turn:
    return aside(state, context, listed(context))


def _status(state: State, argument: str, context: Context) -> Turn:
    number = ticket_number_in(argument)
    if number is None and not argument:
        return aside(state, context, listed(context))
    return aside(state, context, described(number, argument, context))


def _why(state: State, argument: str, context: Context) -> Turn:
    number = ticket_number_in(argument)
    numbers = [ticket.number for ticket in context.open_tickets or context.reopenable()]
    if not argument and len(numbers) == 1:
        number = numbers[0]
    if number is None:
        return aside(state, context, which_to_explain(argument, context))
    return Turn(state, intents=(ExplainDeadline(number),))


def _new(state: State, argument: str, context: Context) -> Turn:
    if state.step is Step.TRANSPORTS:
        state = transports.left(state)
    if state.step in _OF_DRAFT:
        return request.ask_again(state, context)
    return request.begin(open_tickets.of_their_own(state, context), state.held, context)


def _cancel(state: State, argument: str, context: Context) -> Turn:
    if state.step in _OF_DRAFT:
        return Turn(idle(state), (Reply(say(context.language, "draft.cancelled")),))
    if state.step is Step.IDLE:
        return Turn(state, (Reply(say(context.language, "command.nothing_to_cancel")),))
    if state.step is Step.ZONE:
        return Turn(idle(state), (Reply(say(context.language, "zone.kept")),))
    if state.step is Step.TRANSPORTS:
        return transports.cancel(state, context)
    return open_tickets.drop(state, context, pressed=False)


def _back(state: State, argument: str, context: Context) -> Turn:
    if state.step in _OF_DRAFT:
        return request.back(state, context, pressed=False)
    if state.step is Step.TRANSPORTS:
        return transports.back(state, context, pressed=False)
    return aside(state, context, Reply(say(context.language, "command.nothing_before")))


def _close(state: State, argument: str, context: Context) -> Turn:
    language = context.language
    number = ticket_number_in(argument)
    if number is not None:
        ticket = next((ticket for ticket in context.open_tickets if ticket.number == number), None)
        if ticket is None:
            return _only_looked_at(state, number, argument, context)
        turn = aside(state, context)
        return replace(turn, intents=(CloseByRequester(ticket.id), *turn.intents))
    if not context.open_tickets:
        return aside(state, context, Reply(say(language, "mine.none_to_close")))
    rows = tuple(
        (button(language, f"close:{ticket.id}", "choice.close", number=ticket.number),)
        for ticket in context.open_tickets
    )
    only = context.open_tickets[0] if len(context.open_tickets) == 1 else None
    question = say(language, "mine.sure_close", number=only.number) if only else say(language, "mine.which_close")
    keep = (button(language, "keep", "choice.keep_open"),)
    return aside(state, context, Reply(question, (*rows, keep)))


def _only_looked_at(state: State, number: int, argument: str, context: Context) -> Turn:
    """No ticket of theirs that it could be done to: how it stands, if they see it; whose it is may do it."""
    reply = described(number, argument, context)
    if is_of_others(number, context):
        reply = replace(reply, text="\n\n".join((reply.text, say(context.language, "mine.only_its_author"))))
    return aside(state, context, reply)


def _reopen(state: State, argument: str, context: Context) -> Turn:
    language, closed = context.language, context.reopenable()
    number = ticket_number_in(argument)
    if number is not None:
        ticket = next((ticket for ticket in closed if ticket.number == number), None)
        return reopen(state, ticket) if ticket else _only_looked_at(state, number, argument, context)
    if not closed:
        return aside(state, context, Reply(say(language, "mine.none_to_reopen")))
    rows = tuple(
        (button(language, f"reopen:{ticket.id}", "choice.reopen", number=ticket.number),) for ticket in closed[:5]
    )
    return aside(state, context, Reply(say(language, "mine.which_reopen"), rows))


_HANDLERS: Final[dict[str, Callable[[State, str, Context], Turn]]] = {
    "start": _start,
    "invitation": _invitation,
    "help": _help,
    "rules": _rules,
    "language": _language,
    "timezone": _timezone,
    "transports": _transports,
    "mydata": erasing.copy,
    "forget": erasing.begin,
    "contacts": _contacts,
    "my": _my,
    "status": _status,
    "why": _why,
    "new": _new,
    "cancel": _cancel,
    "back": _back,
    "close": _close,
    "reopen": _reopen,
}
