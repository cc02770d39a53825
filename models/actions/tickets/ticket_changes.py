"""Kind, severity and tier of a ticket, changed by staff: what is promised changes, and both sides hear it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import update

from models.actions.clocks import ticket_clocks, timers
from models.actions.tickets import tickets
from models.actions.tickets.acting import Acting
from models.errors import OtklikError
from models.phrases.catalogue import say
from models.queries.contracts import contract_by_id
from models.rules.deadlines.ticket_clock import TicketClocks
from models.rules.regulation.clocks import SEVERITIES, SlaClock
from models.rules.texts.localised import LANGUAGES
from models.tables.persons import person

What = Literal["severity", "kind", "tier"]
Choices = Mapping[str, str]
#: What requesters are told of: when they will be answered, and when it will be solved.
_PROMISED: Final = (SlaClock.FIRST_RESPONSE, SlaClock.RESOLUTION)


class NoTiers(OtklikError):
    """The regulation has none."""

    phrase = "change.no_tiers"


class NoSuchValue(OtklikError):
    """allowed: what may be typed, in words."""

    phrase = "change.no_such"


class IsSoAlready(OtklikError):
    """value: in words."""

    phrase = "change.is_so_already"


def allowed(acting: Acting, what: What, language: str) -> Choices:
    """Id → how it is called. Raises NoTiers."""
    regulation = acting.regulation
    if what == "severity":
        return {severity: say(language, f"severity.{severity}") for severity in SEVERITIES}
    if what == "kind":
        return {kind.id: kind.title.in_(language) for kind in regulation.kinds_of(acting.view.desk_key)}
    if not regulation.tiers:
        raise NoTiers
    return {tier.id: tier.title.in_(language) for tier in regulation.tiers}


def present(acting: Acting, what: What) -> str:
    """The id that holds now."""
    if what == "tier":
        known = acting.regulation.tier(acting.view.tier)
        return known.id if known is not None else acting.regulation.lowest_tier or ""
    return acting.view.severity if what == "severity" else acting.view.kind


def meant(acting: Acting, what: What, typed: str) -> str:
    """The id that an agent typed, or called by its name in either language. Raises NoSuchValue, NoTiers."""
    wanted = _folded(typed)
    for language in LANGUAGES:
        for value, title in allowed(acting, what, language).items():
            if wanted in (value, _folded(title)) or (what == "severity" and wanted in _also(value, language)):
                return value
    names = [f"{title} ({value})" for value, title in allowed(acting, what, acting.language).items()]
    raise NoSuchValue(allowed=", ".join(names))


def _also(severity: str, language: str) -> tuple[str, ...]:
    """«высокий приоритет», «высоко»: other endings of the same word."""
    return tuple(word for word in _folded(say(language, f"change.severity_{severity}")).split())


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").split()).strip(" .,«»\"'")


def change(acting: Acting, what: What, value: str) -> None:
    """The ticket is that from now on, and its deadlines with it. Raises OtklikError."""
    acting.check_open()
    before = present(acting, what)
    if value not in allowed(acting, what, acting.language):
        raise NoSuchValue(allowed=", ".join(allowed(acting, what, acting.language)))
    if value == before:
        raise IsSoAlready(value=allowed(acting, what, acting.language)[value])
    promised, _ = ticket_clocks.clocks_of(acting.tx, acting.at.now, acting.view)
    tickets.change_state(acting.tx, acting.view, **_columns(acting, what, value))
    by_contract = what == "tier" and _contract_has_tier(acting)
    if what == "tier" and not by_contract:
        requester = (person.c.id == acting.view.person_id, person.c.organisation_id == acting.view.organisation_id)
        acting.tx.execute(update(person).where(*requester).values(tier=value))
    facts = {"what": what, "before": before, "after": value}
    timers.log_event(acting.tx, acting.view.id, acting.at.now, "changed", agent_id=acting.agent_id, facts=facts)
    clocks = ticket_clocks.recompute(acting.tx, acting.at, acting.view)
    changed = acting.again()
    _tell_topic(changed, "tier_once" if by_contract else what, before, value, clocks)
    _tell_requester(changed, what, value, promised, clocks)
    changed.refresh_card()


def _columns(acting: Acting, what: What, value: str) -> dict[str, str]:
    """Another kind brings its own severity, unless staff had set one."""
    if what != "kind":
        return {what: value}
    view, regulation = acting.view, acting.regulation
    if view.severity != regulation.kind(view.kind).severity_of(view.fields):
        return {"kind": value}
    return {"kind": value, "severity": regulation.kind(value).severity_of(view.fields)}


def _contract_has_tier(acting: Acting) -> bool:
    """Then what an agent says is of this ticket alone: whoever changes the contract changes it for all."""
    view = acting.view
    if view.contract_id is None:
        return False
    found = contract_by_id(acting.tx, view.organisation_id, view.contract_id)
    return found is not None and acting.regulation.tier(found.tier) is not None


def _tell_topic(
    acting: Acting, what: What | Literal["tier_once"], before: str, after: str, clocks: TicketClocks
) -> None:
    language = acting.language
    names = allowed(acting, "tier" if what == "tier_once" else what, language)
    facts = {"agent": acting.agent_name, "before": names.get(before, before), "after": names[after]}
    told = say(language, f"change.done_{what}", **facts)
    acting.tell_topic("\n".join([told, *lines_of_clocks(acting, clocks)]))


def lines_of_clocks(acting: Acting, clocks: TicketClocks) -> list[str]:
    """What is due now, for staff."""
    lines = [
        say(acting.language, f"change.due_{clock}", due=acting.when(state.running_due))
        for clock, state in clocks.clocks.items()
        if state.running_due is not None
    ]
    return lines or [say(acting.language, "change.nothing_runs")]


def _tell_requester(acting: Acting, what: What, value: str, before: TicketClocks, after: TicketClocks) -> None:
    language = acting.view.language
    name = allowed(acting, what, language)[value]
    why = say(language, f"ticket.changed_{what}", number=acting.view.number, value=name)
    tell_of_moved(acting, why, before, after)


def tell_of_moved(acting: Acting, why: str, before: TicketClocks, after: TicketClocks) -> None:
    """The requester is told only when a promise that they were given moved later, or is gone: an earlier one keeps
    what was said. why: in their words.
    """
    lines = []
    for clock in _PROMISED:
        was, now = _running(before, clock), _running(after, clock)
        if was is None or (now is not None and now <= was):
            continue
        lines.append(_moved(acting, clock, was, now))
    if lines:
        acting.tell_requester("\n".join([why, *lines]))


def _moved(acting: Acting, clock: SlaClock, was: datetime, now: datetime | None) -> str:
    language, before = acting.view.language, acting.requester_when(was, zone_named=False)
    if now is None:
        return say(language, f"ticket.no_more_{clock}", before=before)
    return say(language, f"ticket.later_{clock}", until=acting.requester_when(now), before=before)


def _running(clocks: TicketClocks, clock: SlaClock) -> datetime | None:
    state = clocks.clocks.get(clock)
    return None if state is None else state.running_due
