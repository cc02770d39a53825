"""Each page about who speaks for a contract: its words and its choices, in full and as an SMS says it."""

from collections.abc import Callable
from typing import Final

from bot.conversation.buttons import Rows, button
from bot.conversation.contacts import ContactAct, ContactView, ContractView
from bot.conversation.context import Context
from bot.conversation.reach import Reach
from bot.conversation.reach_health import Health
from bot.conversation.turn import Choice
from models.phrases.catalogue import say, say_many
from models.rules.texts.content import clip, one_line

#: `people:3` of contract 3, `person:3.17` of person 17 there, `sure:3.17.gone` asks once more.
CONTRACTS, PEOPLE, PERSON, SURE, INVITE = "contracts", "people", "person", "sure", "invite"
_MOST: Final = 20
_LABEL_LIMIT: Final = 60
Drawn = tuple[str, Rows]


def parent_of(place: str, about: str) -> str | None:
    """The page before it; None: no page of ours."""
    contract_id, _, rest = about.partition(".")
    person_id, _, _ = rest.partition(".")
    return {
        CONTRACTS: "list",
        PEOPLE: "list",
        INVITE: f"{PEOPLE}:{contract_id}",
        PERSON: f"{PEOPLE}:{contract_id}",
        SURE: f"{PERSON}:{contract_id}.{person_id}",
    }.get(place)


def opening(reach: Reach) -> str:
    """The page to begin with."""
    return f"{PEOPLE}:{reach.contracts[0].id}" if len(reach.contracts) == 1 else CONTRACTS


def found(about: str, reach: Reach) -> tuple[ContractView | None, ContactView | None]:
    """about: `3`, `3.17` or `3.17.gone`."""
    contract_id, _, rest = about.partition(".")
    of = reach.contract(_id(contract_id))
    return of, of.person(_id(rest.partition(".")[0])) if of is not None else None


def acts_on(one: ContactView) -> tuple[ContactAct, ...]:
    """What may be wanted of them, as they are."""
    return (
        ContactAct.SEES_OWN if one.sees_all else ContactAct.SEES_ALL,
        ContactAct.MAY_NOT if one.may_change else ContactAct.MAY_CHANGE,
        ContactAct.REMOVE,
    )


def rights(one: ContactView, language: str) -> str:
    sees = say(language, "people.sees_all" if one.sees_all else "people.sees_own")
    return f"{sees}, {say(language, 'people.may_change')}" if one.may_change else sees


def called(one: ContactView, language: str) -> str:
    name = one_line(one.name) or say(language, "people.no_name")
    return say(language, "people.you", name=name) if one.you else name


def contracts(_: str, context: Context) -> Drawn | None:
    reach, language = _reach(context), context.language
    if not reach.contracts:
        return None
    rows = tuple(
        (button(language, f"tr:people:{one.id}", "choice.contract", number=one.number),)
        for one in reach.contracts[:_MOST]
    )
    return say(language, "people.which"), (*rows, _back(reach, language))


def people(about: str, context: Context) -> Drawn | None:
    reach, language = _reach(context), context.language
    of, _ = found(about, reach)
    if of is None or of.you is None:
        return None
    if not of.may_change:
        return _not_theirs(of, of.you, reach, language)
    rows: list[tuple[Choice, ...]] = [
        (Choice(f"tr:person:{of.id}:{one.person_id}", _label(number, one, reach, language)),)
        for number, one in enumerate(of.people[:_MOST], 1)
    ]
    if reach.brief:
        return say(language, "phone.people", number=of.number), (*rows, _back(reach, language))
    if not reach.only_told:
        rows.append((button(language, f"tr:invite:{of.id}", "choice.invite_person"),))
    lines = [f"{number}. {_line(one, language)}" for number, one in enumerate(of.people[:_MOST], 1)]
    if len(of.people) > _MOST:
        lines.append(say_many(language, "people.more", len(of.people) - _MOST))
    parts = [say(language, "people.list", number=of.number), "\n".join(lines), say(language, "people.how")]
    if of.invited:
        parts.append(say_many(language, "people.invited", of.invited))
    return "\n\n".join(parts), (*rows, _back(reach, language))


def person(about: str, context: Context) -> Drawn | None:
    reach, language = _reach(context), context.language
    of, one = found(about, reach)
    if of is None or one is None or not of.may_change:
        return None
    if reach.only_told:
        text = f"{called(one, language)}: {rights(one, language)}. {say(language, 'phone.people_not_here')}"
        return text, (_back(reach, language),)
    acts = [button(language, f"tr:ask:{of.id}:{one.person_id}:{act}", f"choice.person_{act}") for act in acts_on(one)]
    text = f"{say(language, 'people.of', number=of.number)}\n{_line(one, language)}"
    return text, (*((act,) for act in acts), _back(reach, language))


def sure(about: str, context: Context) -> Drawn | None:
    reach, language = _reach(context), context.language
    of, one = found(about, reach)
    act = about.rpartition(".")[2]
    if of is None or one is None or not of.may_change or act not in acts_on(one):
        return None
    text = say(language, f"people.sure_{act}", name=called(one, language), number=of.number)
    yes = button(language, f"tr:sure:{of.id}:{one.person_id}:{act}", f"choice.sure_{act}")
    no = button(language, f"tr:person:{of.id}:{one.person_id}", "choice.leave_as_is")
    return text, ((yes, no),)


def invite(about: str, context: Context) -> Drawn | None:
    reach, language = _reach(context), context.language
    of, _ = found(about, reach)
    if of is None or not of.may_change or reach.only_told:
        return None
    rows: list[tuple[Choice, ...]] = [(button(language, f"tr:issue:{of.id}", "choice.issue_invitation"),)]
    if of.invited:
        rows.append((button(language, f"tr:takeback:{of.id}", "choice.take_invitations_back"),))
    days = context.regulation.identification.invitation_days
    text = say_many(language, "people.sure_invite", days, number=of.number)
    return text, (*rows, _back(reach, language))


def _not_theirs(of: ContractView, you: ContactView, reach: Reach, language: str) -> Drawn:
    """What they may themselves, and who could change it."""
    may = ", ".join(one_line(one.name) or say(language, "people.no_name") for one in of.people if one.may_change)
    who = say(language, "people.who_may", names=may) if may else say(language, "people.staff_may")
    text = f"{say(language, 'people.yours', number=of.number, rights=rights(you, language))} {who}"
    return text, (_back(reach, language),)


def _line(one: ContactView, language: str) -> str:
    ways = "; ".join(f"{way.title} {way.shown}".strip() + f": {_doing(way.health, language)}" for way in one.ways)
    return say(
        language,
        "people.line",
        name=called(one, language),
        rights=rights(one, language),
        ways=ways or say(language, "people.no_ways"),
    )


def _doing(health: Health, language: str) -> str:
    """Why it does not work is for its person to know."""
    return say(language, f"people.way_{health}")


def _briefly(one: ContactView, language: str) -> str:
    """As one line of an SMS."""
    sees = say(language, "phone.people_all" if one.sees_all else "phone.people_own")
    may = f", {say(language, 'phone.people_change')}" if one.may_change else ""
    return f"{called(one, language)}: {sees}{may}"


def _label(number: int, one: ContactView, reach: Reach, language: str) -> str:
    if reach.brief:
        return clip(_briefly(one, language), _LABEL_LIMIT)
    return clip(f"{number}. {called(one, language)}", _LABEL_LIMIT)


def _back(reach: Reach, language: str) -> tuple[Choice, ...]:
    back = button(language, "tr:back", "choice.back")
    return (back,) if reach.brief else (back, button(language, "tr:done", "choice.done"))


def _reach(context: Context) -> Reach:
    return context.reach or Reach()


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


PAGES: Final[dict[str, Callable[[str, Context], Drawn | None]]] = {
    CONTRACTS: contracts,
    PEOPLE: people,
    PERSON: person,
    SURE: sure,
    INVITE: invite,
}
