"""Each page of the dialogue about transports: its words and its choices, in full and as an SMS says it."""

from collections.abc import Callable
from typing import Final

from bot.conversation import contact_pages
from bot.conversation.context import Context
from bot.conversation.prompts import Rows, button
from bot.conversation.reach import OFF, ON, AddressView, Health, Reach
from bot.conversation.state import State
from bot.conversation.turn import Choice, Reply
from models.phrases.catalogue import say
from models.rules.delivery.codes import VALID_FOR
from models.rules.delivery.quiet_words import shown_hours
from models.rules.delivery.transports import TypedAddress
from models.rules.texts.content import clip, one_line

LIST, ADD, CODE, CONSENTS = "list", "add", "code", "consents"
#: Asked of whoever wants to add something, who goes on with that.
CONSENT_TO_ADD = "consent:personal:add"
#: Where one address is the matter: `quiet:17`.
ONE, QUIET, CATEGORIES, REMOVE, TYPED, CONSENT, LINK = (
    "one", "quiet", "categories", "remove", "typed", "consent", "link",
)  # fmt: skip
_LABEL_LIMIT: Final = 60


def reach_of(context: Context) -> Reach:
    return context.reach or Reach()


def page(state: State, context: Context, lead: str = "", *, in_place: bool = False) -> Reply:
    """What the dialogue waits for now; the list for a page whose address is gone."""
    place, _, about = (state.asking or LIST).partition(":")
    drawn = _PAGES.get(place, _list)(about, context) or _list(about, context)
    text, rows = drawn
    return Reply(f"{lead}\n\n{text}" if lead else text, rows, edit_in_place=in_place)


def named(one: AddressView, language: str) -> str:
    """«SMS +7 916 123-45-67», «Telegram (этот чат)»."""
    words = f"{one.title} {one.shown}".strip()
    return say(language, "transports.here", named=words) if one.here else words


def health(one: AddressView, language: str) -> str:
    """How it is doing, in words."""
    if one.health is Health.DEAD:
        why = say(language, f"transports.why_{one.reason or 'other'}")
        words = say(language, "transports.health_dead", why=why)
    else:
        words = say(language, f"transports.health_{one.health}")
    if one.quiet is not None:
        words = say(language, "transports.with_quiet", health=words, hours=shown_hours(one.quiet))
    return words


_Drawn = tuple[str, Rows]


def _list(_: str, context: Context) -> _Drawn:
    reach, language = reach_of(context), context.language
    rows: Rows = tuple(
        (_labelled(f"tr:one:{one.id}", _line(number, one, reach, language)),)
        for number, one in enumerate(reach.addresses, 1)
    )
    last = [button(language, "tr:add", "choice.add_transport")] if reach.ways else []
    if reach.consents and not reach.brief:
        last.append(button(language, "tr:consents", "choice.consents"))
    if reach.contracts:
        last.append(button(language, "tr:contacts", "choice.contacts"))
    if reach.waiting is not None:
        last.insert(0, button(language, "tr:again", "choice.code_again"))
    rows = (*rows, *(tuple(last[at : at + 2]) for at in range(0, len(last), 2)))  # three have no room on a phone
    if reach.brief:
        return say(language, "phone.transports"), rows
    lines = [
        f"{number}. {named(one, language)}: {health(one, language)}" for number, one in enumerate(reach.addresses, 1)
    ]
    parts = [say(language, "transports.list"), "\n".join(lines) or say(language, "transports.none")]
    if reach.waiting is not None:
        parts.append(say(language, "transports.waiting", address=reach.waiting))
    parts.append(say(language, "transports.how"))
    if (duty := context.regulation.reach.duty) is not None:
        parts.append(duty.in_(language))
    return "\n\n".join(parts), (*rows, (button(language, "tr:done", "choice.done"),))


def _line(number: int, one: AddressView, reach: Reach, language: str) -> str:
    """By SMS the numbers stand there anyway, and the list is nowhere else."""
    if reach.brief:
        return f"{one.shown or one.title}: {health(one, language)}"
    return f"{number}. {one.title} {one.shown}".strip()


def _one(about: str, context: Context) -> _Drawn | None:
    reach, language = reach_of(context), context.language
    one = reach.address(_id(about))
    if one is None:
        return None
    text = f"{named(one, language)}: {health(one, language)}"
    if reach.categories and not reach.brief:
        text = f"{text}\n{_wanted(one, reach, language)}"
    key = f"{one.id}"
    acts = []
    if one.health in (Health.UNVERIFIED, Health.VOUCHED, Health.STALE) and one.provable:
        acts.append(button(language, f"tr:recheck:{key}", "choice.prove_transport"))
    if one.works or one.health is Health.PAUSED:
        acts += [button(language, f"tr:test:{key}", "choice.test_transport")] if one.works else []
        paused = one.health is Health.PAUSED
        verb = "resume" if paused else "pause"
        acts.append(button(language, f"tr:{verb}:{key}", "choice.resume" if paused else "choice.pause"))
    acts.append(button(language, f"tr:quiet:{key}", "choice.quiet_hours"))
    if reach.categories:
        acts.append(button(language, f"tr:categories:{key}", "choice.categories"))
    acts.append(button(language, f"tr:remove:{key}", "choice.remove_transport"))
    place = [address.id for address in reach.addresses].index(one.id)
    if place > 0:
        acts.append(button(language, f"tr:up:{key}", "choice.up"))
    if place < len(reach.addresses) - 1:
        acts.append(button(language, f"tr:down:{key}", "choice.down"))
    return text, (*_in_pairs(acts), _back(context))


def _add(_: str, context: Context) -> _Drawn:
    reach, language = reach_of(context), context.language
    rows = tuple((_labelled(f"tr:way:{index}", way.title),) for index, way in enumerate(reach.ways))
    text = say(language, "transports.add")
    return text, (*rows, _back(context))


def _typed(about: str, context: Context) -> _Drawn | None:
    reach, language = reach_of(context), context.language
    way = next((way for way in reach.ways if way.transport == about and way.typed is TypedAddress.PHONE), None)
    if way is None:
        return None
    if reach.brief:
        return say(language, "phone.transports_typed"), (_back(context),)
    parts = [say(language, "transports.typed_phone")]
    if reach.shares_phone:
        parts.append(say(language, "transports.or_contact"))
    return "\n".join(parts), (_back(context),)


def _code(_: str, context: Context) -> _Drawn | None:
    reach, language = reach_of(context), context.language
    if reach.waiting is None:
        return None
    minutes = int(VALID_FOR.total_seconds() // 60)
    phrase = "phone.transports_code" if reach.brief else "transports.code"
    again = button(language, "tr:again", "choice.code_again")
    return say(language, phrase, address=reach.waiting, minutes=minutes), ((again,), _back(context))


def _quiet(about: str, context: Context) -> _Drawn | None:
    reach, language = reach_of(context), context.language
    one = reach.address(_id(about))
    if one is None:
        return None
    off = ((button(language, f"tr:loud:{one.id}", "choice.no_quiet"),),) if one.quiet is not None else ()
    phrase = "phone.transports_quiet" if reach.brief else "transports.quiet"
    return say(language, phrase, address=named(one, language)), (*off, _back(context))


def _categories(about: str, context: Context) -> _Drawn | None:
    reach, language = reach_of(context), context.language
    one = reach.address(_id(about))
    if one is None or not reach.categories:
        return None
    rows = tuple((_category(one, index, title.in_(language)),) for index, title in enumerate(reach.categories))
    return say(language, "transports.categories", address=named(one, language)), (*rows, _back(context))


def _category(one: AddressView, index: int, title: str) -> Choice:
    """It switches to what it does not show; pressed again, nothing more."""
    if _is_wanted(one, index):
        return _labelled(f"tr:cat:{one.id}:{index}:{OFF}", f"✓ {title}")
    return _labelled(f"tr:cat:{one.id}:{index}:{ON}", f"✗ {title}")


def _remove(about: str, context: Context) -> _Drawn | None:
    reach, language = reach_of(context), context.language
    one = reach.address(_id(about))
    if one is None:
        return None
    address = named(one, language)
    if not reach.is_last(one):
        text = say(language, "transports.sure_remove", address=address)
    elif reach.brief:
        text = say(language, "phone.transports_last", address=address)
    else:
        parts = [say(language, "transports.sure_remove_last", address=address)]
        parts += [duty.in_(language)] if (duty := context.regulation.reach.duty) is not None else []
        text = "\n\n".join((*parts, say(language, "transports.sure_remove", address=address)))
    sure = (
        button(language, f"tr:gone:{one.id}", "choice.sure_remove"),
        button(language, f"tr:one:{one.id}", "choice.keep_transport"),
    )
    return text, (sure,)


def _consent(purpose: str, context: Context) -> _Drawn | None:
    """In the regulation's words and in no others: what is recorded is what stood above the button."""
    purpose = purpose.partition(":")[0]
    words = context.regulation.reach.consent_to(purpose)
    if words is None:
        return None
    language = context.language
    agree = button(language, f"tr:agree:{purpose}", "choice.consent")
    return words.in_(language), ((agree,), (button(language, "tr:list", "choice.not_now"),))


def _consents(_: str, context: Context) -> _Drawn | None:
    reach, language = reach_of(context), context.language
    if not reach.consents:
        return None
    lines, rows = [say(language, "transports.consents")], list[tuple[Choice, ...]]()
    for purpose, given in reach.consents:
        title = say(language, f"consent.title_{purpose}")
        lines.append(say(language, "consent.given" if given else "consent.not_given", what=title))
        key, phrase = (
            (f"tr:withdraw:{purpose}", "choice.withdraw") if given else (f"tr:consent:{purpose}", "choice.read")
        )
        rows.append((button(language, key, phrase, what=title),))
    return "\n".join(lines), (*rows, _back(context))


def _link(_: str, context: Context) -> _Drawn | None:
    link, language = reach_of(context).link, context.language
    if link is None:
        return None
    join = button(language, f"tr:join:{link.code}", "choice.join_chat")
    return say(language, "transports.sure_join", name=link.name), (
        (join, button(language, "tr:done", "choice.cancel")),
    )


def _wanted(one: AddressView, reach: Reach, language: str) -> str:
    if one.wanted is None or len(one.wanted) == len(reach.categories):
        return say(language, "transports.all_categories")
    titles = [title.in_(language) for index, title in enumerate(reach.categories) if index in one.wanted]
    return say(
        language, "transports.wanted", categories=", ".join(titles) or say(language, "transports.no_categories")
    )


def _is_wanted(one: AddressView, index: int) -> bool:
    return one.wanted is None or index in one.wanted


def _in_pairs(buttons: list[Choice]) -> Rows:
    return tuple(tuple(buttons[first : first + 2]) for first in range(0, len(buttons), 2))


def _back(context: Context) -> tuple[Choice, ...]:
    language = context.language
    if reach_of(context).brief:
        return (button(language, "tr:back", "choice.back"),)
    return (button(language, "tr:back", "choice.back"), button(language, "tr:done", "choice.done"))


def _labelled(key: str, label: str) -> Choice:
    return Choice(key, clip(one_line(label), _LABEL_LIMIT))


def _id(about: str) -> int | None:
    return int(about) if about.isascii() and about.isdecimal() and len(about) <= 18 else None


_PAGES: Final[dict[str, Callable[[str, Context], _Drawn | None]]] = {
    LIST: _list,
    ADD: _add,
    TYPED: _typed,
    CODE: _code,
    ONE: _one,
    QUIET: _quiet,
    CATEGORIES: _categories,
    REMOVE: _remove,
    CONSENT: _consent,
    CONSENTS: _consents,
    LINK: _link,
    **contact_pages.PAGES,
}
