"""The transport of one answer, as the agent chooses it; the next ones go by the ordinary way again."""

from bot.desk.answers import answer
from bot.desk.orders import Written
from bot.desk.outcomes import Done, Outcome
from bot.desk.refusals import NoSuchWay
from models.actions.tickets.acting import Acting
from models.phrases.catalogue import say
from models.queries.cards import other_ways, way_of
from models.queries.transports import traits_of
from models.rules.delivery.address_states import AddressState
from models.rules.desk.ways import Way, way_meant, window_in_words


def answer_by(acting: Acting, written: Written, argument: str) -> Outcome:
    """`/by SMS words`, `/by 2 words`; without words the list is shown. argument: what stands behind the command.

    Raises NoSuchWay.
    """
    ways = _ways(acting)
    word, _, words = argument.strip().partition(" ")
    if not words.strip():
        acting.tell_topic(_listed(acting, ways))
        return Done(shown=True)
    meant = way_meant(ways, word)
    if meant is None:
        raise NoSuchWay(ways=_listed(acting, ways))
    text = written.said.text
    start = text.index(word, text.index(argument.strip())) + len(word)
    start += len(text[start:]) - len(text[start:].lstrip())
    return answer(acting, written.starting_at(start), by=meant.address_id)


def _ways(acting: Acting) -> tuple[Way, ...]:
    view = acting.view
    state = None if view.paused_at is not None else AddressState(view.address_state)
    others = other_ways(view, acting.regulation)
    return (way_of(view.address_id, view.transport, view.address, state, acting.regulation), *others)


def _listed(acting: Acting, ways: tuple[Way, ...]) -> str:
    """With the way by which the request came: whoever refuses it in form answers there."""
    view, language = acting.view, acting.language
    lines = [say(language, "by.list")]
    for number, way in enumerate(ways, 1):
        came = say(language, "by.came") if way.address_id == view.came_by_address_id else ""
        lines.append(f"{number} — {way.in_words(language)}{came}")
    if view.came_by_transport is not None and all(way.address_id != view.came_by_address_id for way in ways):
        title = traits_of(acting.tx, view.came_by_transport).title
        lines.append(say(language, "by.came_elsewhere", transport=title))
    if view.traits.window is not None and view.is_open:
        closes_at = view.traits.closes_at(view.heard_at)
        lines.append(window_in_words(view.traits.title, closes_at, acting.at.now, acting.zone, language))
    return "\n".join(lines)
