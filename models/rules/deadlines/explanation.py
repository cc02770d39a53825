"""«Why this deadline?»: the whole arithmetic of a ticket's clocks in words, short enough for a phone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from models.phrases.times import duration, zone_label
from models.rules.deadlines.clock_states import ClockState, Standing, TicketClocks
from models.rules.deadlines.explanation_lines import Reader, Scribe, bulleted, lines
from models.rules.deadlines.time_account import Leg, legs
from models.rules.hours.terms import Term, Unit, term_in_words
from models.rules.hours.working_time import WorkingTime
from models.rules.regulation.clocks import SlaClock
from models.rules.texts.content import Piece, bold, utf16_length

#: UTF-16 units; what is longer is told with less detail.
AIM: Final = 1500
_FOR_REQUESTERS: Final = (SlaClock.FIRST_RESPONSE, SlaClock.NEXT_RESPONSE, SlaClock.RESOLUTION)
_ENDED: Final = (Standing.MET, Standing.MISSED, Standing.STOPPED)
_DONE: Final = {
    SlaClock.FIRST_RESPONSE: "why.done_answer",
    SlaClock.NEXT_RESPONSE: "why.done_answer",
    SlaClock.WORK_STARTED: "why.done_work",
    SlaClock.RESOLUTION: "why.done_resolution",
    SlaClock.UPDATE: "why.done_answer",
}
_HEADINGS: Final = {
    SlaClock.FIRST_RESPONSE: "why.first_response",
    SlaClock.NEXT_RESPONSE: "why.next_response",
    SlaClock.WORK_STARTED: "why.work_started",
    SlaClock.RESOLUTION: "why.resolution",
    SlaClock.UPDATE: "why.update",
}
_SEVERITIES: Final = {
    "low": "severity.low",
    "normal": "severity.normal",
    "high": "severity.high",
    "critical": "severity.critical",
}


@dataclass(frozen=True)
class Grounds:
    """What a ticket's deadlines rest on. Titles are in the reader's language; None: the regulation has no such thing.

    extended_by, waived_by: names of agents by the moment of their extension, or of their word that no answer is
    wanted. merged_into: number of a ticket.
    """

    number: int
    opened_at: datetime
    edition: str
    edition_number: int
    kind: str
    calendar: str
    calendar_version: str
    tier: str | None = None
    severity: str | None = None
    extended_by: Mapping[datetime, str] = field(default_factory=dict)
    merged_into: int | None = None
    waived_by: Mapping[datetime, str] = field(default_factory=dict)


def explain(grounds: Grounds, clocks: TicketClocks, hours: WorkingTime, reader: Reader) -> Piece:
    """Every clock that matters to the reader: what is promised, what counted and what didn't, how it stands.

    What doesn't fit into AIM is shortened: first the clocks that have ended, then long rows of working days.
    Raises NoWorkingTime. Source: REQUIREMENTS E7
    """
    scribe = Scribe(reader, hours)
    states = told(clocks, staff=reader.staff)
    whole = Piece("")
    for brief_ended, loosely in ((False, False), (True, False), (True, True)):
        parts: list[tuple[str, bool]] = [(scribe.say("why.title", number=grounds.number), True)]
        for state in states:
            brief = brief_ended and state.standing in _ENDED
            parts += [("", False), *_section(state, grounds, scribe, brief=brief, loosely=loosely)]
        parts += [("", False), *((line, False) for line in _footer(grounds, states, scribe))]
        whole = _joined(parts)
        if utf16_length(whole.text) <= AIM:
            break
    return whole


def told(clocks: TicketClocks, *, staff: bool) -> tuple[ClockState, ...]:
    """The clocks that a reader is told of, in the order of their kinds."""
    wanted = tuple(SlaClock) if staff else _FOR_REQUESTERS
    return tuple(clocks.clocks[clock] for clock in wanted if clock in clocks.clocks)


def promise(state: ClockState, scribe: Scribe) -> str:
    """«Решение: 16 часов рабочего времени (обычно быстрее: 2 часа рабочего времени)»."""
    limit, aimed = term_words(state.target.promised, state, scribe), state.target.aimed
    if aimed is not None and scribe.reader.staff and state.aimed_at is not None:
        limit = scribe.say(
            "why.aimed", limit=limit, target=term_words(aimed, state, scribe), when=scribe.due(state.aimed_at)
        )
    elif aimed is not None:
        limit = scribe.say("why.usually", limit=limit, target=term_words(aimed, state, scribe))
    if state.clock is SlaClock.NEXT_RESPONSE and not scribe.reader.is_you:
        return scribe.say("why.next_response_staff", promise=limit)
    return scribe.say(_HEADINGS[state.clock], promise=limit)


def result(state: ClockState, grounds: Grounds, scribe: Scribe) -> str | None:
    """How it stands: what is left, by how much it is overdue, how it ended. None where the lines before say it."""
    if state.standing is Standing.RUNNING and scribe.reader.now <= state.due_at:
        return _left(state, scribe)
    if state.standing in (Standing.RUNNING, Standing.PAUSED):
        at = scribe.reader.now if state.standing is Standing.RUNNING else state.pauses[-1].since
        return _overdue(state, at, scribe) if at > state.due_at else None
    assert state.ended_at is not None
    when = scribe.moment(state.ended_at)
    if state.standing is Standing.STOPPED:
        return _stopped(state, when, grounds, scribe)
    done = scribe.say(_DONE[state.clock], when=when)
    if state.standing is Standing.MET:
        return scribe.say("why.in_time", done=done)
    late, working = _late(state, state.ended_at, scribe)
    return scribe.say("why.late_working" if working else "why.late", done=done, late=late)


def _section(
    state: ClockState, grounds: Grounds, scribe: Scribe, *, brief: bool, loosely: bool
) -> list[tuple[str, bool]]:
    """Lines, and whether each is bold."""
    found = [_since(state, grounds, scribe)]
    way = legs(state, scribe.hours)
    for number, leg in enumerate(way):
        if not brief or leg.extension is not None:
            found += bulleted(lines(leg, scribe, grounds.extended_by, loosely=loosely), scribe.reader.language)
        found += _sum(leg, state, scribe, last=number == len(way) - 1, brief=brief)
    ends = result(state, grounds, scribe)
    return [(promise(state, scribe), True), *((line, False) for line in [*found, *([ends] if ends else [])])]


def _since(state: ClockState, grounds: Grounds, scribe: Scribe) -> str:
    staff, when = not scribe.reader.is_you, scribe.moment(state.since)
    if state.clock is SlaClock.NEXT_RESPONSE:
        since = scribe.say("why.since_message_staff" if staff else "why.since_message", when=when)
    elif state.clock is SlaClock.UPDATE:
        since = scribe.say("why.since_answer", when=when)
    else:
        opened = state.since == grounds.opened_at
        since = scribe.say("why.since_opened" if opened else "why.since_reopened", when=when)
    term = state.target.promised
    if term.unit is Unit.WORKING_TIME or term.first_day_counts:
        return since
    return scribe.say("why.first_day", since=since)


def _sum(leg: Leg, state: ClockState, scribe: Scribe, *, last: bool, brief: bool) -> list[str]:
    """What a leg comes to; an extension says its date itself, unless waits moved that."""
    waiting = last and state.standing is Standing.PAUSED and state.pauses[-1].since < leg.due
    adds_up = leg.extension is None and leg.term.unit is Unit.WORKING_TIME
    due = scribe.due(leg.due)
    if waiting and adds_up:
        left = scribe.amount(leg.term.span - leg.counted)
        return [scribe.say("why.counted_left", amount=scribe.amount(leg.counted), left=left)]
    if waiting:
        return [scribe.say("why.due_was", due=due)]
    if leg.extension is not None:
        return [scribe.say("why.due", due=due)] if last else []
    if adds_up and not brief:
        return [scribe.say("why.total" if last else "why.total_was", amount=scribe.amount(leg.counted), due=due)]
    return [scribe.say("why.due" if last else "why.due_was", due=due)]


def _left(state: ClockState, scribe: Scribe) -> str:
    now, due = scribe.reader.now, state.due_at
    working = scribe.hours.between(now, due)
    if working and (state.extensions or state.target.promised.unit is Unit.WORKING_TIME):
        return scribe.say("why.left_working", left=scribe.rough(working))
    return scribe.say("why.left", left=duration(due - now, scribe.reader.language))


def _overdue(state: ClockState, at: datetime, scribe: Scribe) -> str:
    late, working = _late(state, at, scribe)
    overdue = scribe.say("why.overdue_working" if working else "why.overdue", late=late)
    if not scribe.reader.staff:
        overdue = scribe.say("why.overdue_sorry", overdue=overdue)
    if state.amends_at is None:
        return overdue
    return scribe.say("why.amends", overdue=overdue, when=scribe.due(state.amends_at))


def _late(state: ClockState, at: datetime, scribe: Scribe) -> tuple[str, bool]:
    """How late, and whether that is working time."""
    working = scribe.hours.between(state.due_at, at)
    if working >= timedelta(seconds=1) and state.target.promised.unit is Unit.WORKING_TIME:
        return scribe.rough(working), True
    return duration(at - state.due_at, scribe.reader.language), False


def _stopped(state: ClockState, when: str, grounds: Grounds, scribe: Scribe) -> str:
    who = None if state.ended_at is None else grounds.waived_by.get(state.ended_at)
    if state.waived and who is not None:
        stopped = scribe.say("why.waived_by", when=when, agent=who)
    elif state.waived:
        stopped = scribe.say("why.waived", when=when)
    elif grounds.merged_into is not None:
        stopped = scribe.say("why.stopped_merged", when=when, into=grounds.merged_into)
    else:
        stopped = scribe.say("why.stopped_closed", when=when)
    late = state.ended_at is not None and state.ended_at > state.due_at
    return scribe.say("why.stopped_late", stopped=stopped) if late else stopped


def term_words(term: Term, state: ClockState, scribe: Scribe) -> str:
    words = term_in_words(term, scribe.reader.language)
    always_open = scribe.hours.is_open(state.since) and scribe.hours.current_closing(state.since) is None
    if term.unit is not Unit.WORKING_TIME or always_open:
        return words
    return scribe.say("why.working_time", amount=words)


def _footer(grounds: Grounds, states: Sequence[ClockState], scribe: Scribe) -> list[str]:
    """Edition and policy, calendar, zone."""
    basis = scribe.say("why.basis", edition=grounds.edition, number=grounds.edition_number, kind=grounds.kind)
    if grounds.tier is not None:
        basis = scribe.say("why.tier", basis=basis, tier=grounds.tier)
    if grounds.severity is not None:
        basis = scribe.say("why.severity", basis=basis, severity=scribe.say(_SEVERITIES[grounds.severity]))
    found = [basis, scribe.say("why.calendar", calendar=grounds.calendar, version=grounds.calendar_version)]
    years = _provisional(states, scribe.hours)
    if years:
        found.append(scribe.say("why.provisional", years=", ".join(map(str, years))))
    return [*found, _zone(states, scribe)]


def _provisional(states: Sequence[ClockState], hours: WorkingTime) -> list[int]:
    reached = [at.astimezone(hours.zone).year for state in states for at in (state.since, state.due_at)]
    years = range(min(reached), max(reached) + 1) if reached else ()
    return [year for year in years if hours.calendar.provisional(year)]


def _zone(states: Sequence[ClockState], scribe: Scribe) -> str:
    at = states[-1].due_at if states else scribe.reader.now
    language = scribe.reader.language
    theirs, desks = (zone_label(zone, at, language) for zone in (scribe.reader.zone, scribe.hours.zone.key))
    if theirs == desks:
        return scribe.say("why.zone", zone=theirs)
    return scribe.say("why.zone_yours", zone=theirs, desk=desks)


def _joined(parts: Sequence[tuple[str, bool]]) -> Piece:
    entities, at = [], 0
    for line, is_bold in parts:
        if is_bold:
            entities.append(bold(at, line))
        at += utf16_length(line) + 1
    return Piece("\n".join(line for line, _ in parts), tuple(entities))
