"""What the parts of a regulation say about each other: known ids, a target for everything, hours that fit."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from models.rules.hours.calendars import WEEKDAYS, Calendar, Interval, overlapping
from models.rules.regulation.delivery_checks import delivery_problems
from models.rules.regulation.identification_checks import identification_problems
from models.rules.regulation.ladders import Rung
from models.rules.regulation.numbers import number_problems
from models.rules.regulation.policy_checks import policy_problems, tier_problems
from models.rules.regulation.schema import ANY, Desk, Regulation, RequestKind
from models.rules.texts.localised import both
from models.rules.texts.problems import NOTHING, Problem, as_written, one_of
from models.rules.texts.spans import span_in_words

_ONCE: Final = both("каждый id один раз", "each id once")


def inconsistencies(regulation: Regulation) -> tuple[Problem, ...]:
    return tuple(problem for check in _CHECKS for problem in check(regulation))


def _repeated_ids(regulation: Regulation) -> Iterator[Problem]:
    yield from _repeats("kinds", (kind.id for kind in regulation.kinds))
    yield from _repeats("tiers", (tier.id for tier in regulation.tiers))
    yield from _repeats("desks", (desk.id for desk in regulation.desks))
    for desk in regulation.desks:
        yield from _repeats(f"desks[{desk.id}].kinds", desk.kinds)
    for kind in regulation.kinds:
        yield from _repeats(f"kinds[{kind.id}].fields", (field.id for field in kind.fields))
        for field in kind.fields:
            choices = (choice.id for choice in field.choices)
            yield from _repeats(f"kinds[{kind.id}].fields[{field.id}].choices", choices)


def _repeats(key_path: str, ids: Iterable[str]) -> Iterator[Problem]:
    for repeated, times in Counter(ids).items():
        if times > 1:
            yield Problem(key_path, both(f"«{repeated}» повторяется", f'"{repeated}" repeated'), _ONCE)


def _unknown_ids(regulation: Regulation) -> Iterator[Problem]:
    kinds, desks = [kind.id for kind in regulation.kinds], [desk.id for desk in regulation.desks]
    for desk in regulation.desks:
        path = f"desks[{desk.id}]"
        yield from _unknown(f"{path}.calendar", desk.calendar, regulation.calendars)
        yield from _unknown(f"{path}.ladder", desk.ladder, regulation.ladders)
        for kind in desk.kinds:
            yield from _unknown(f"{path}.kinds", kind, kinds)
    for number, policy in enumerate(regulation.policies, start=1):
        yield from _unknown(f"policies[#{number}].kind", policy.kind, [ANY, *kinds])
        yield from _unknown(f"policies[#{number}].desk", policy.desk, [ANY, *desks])
        if regulation.tiers:
            tiers = [tier.id for tier in regulation.tiers]
            yield from _unknown(f"policies[#{number}].tier", policy.tier, [ANY, *tiers])


def _unknown(key_path: str, found: str, known: Iterable[str]) -> Iterator[Problem]:
    names = list(known)
    if found not in names:
        yield Problem(key_path, as_written(found), one_of(names, found))


def _fields_and_choices(regulation: Regulation) -> Iterator[Problem]:
    for kind in regulation.kinds:
        yield from _choices_of(kind)


def _choices_of(kind: RequestKind) -> Iterator[Problem]:
    for field in kind.fields:
        path = f"kinds[{kind.id}].fields[{field.id}].choices"
        if field.type == "choice" and len(field.choices) < 2:
            found = both(f"вариантов: {len(field.choices)}", f"choices: {len(field.choices)}")
            yield Problem(path, found, both("хотя бы два варианта", "at least two choices"))
        if field.type != "choice" and field.choices:
            found = both(f"варианты у поля типа {field.type}", f"choices of a field of type {field.type}")
            yield Problem(path, found, both("варианты только у поля типа choice", "only with type choice"))


def _ladders(regulation: Regulation) -> Iterator[Problem]:
    staff = [member.id for member in regulation.staff]
    for ladder_id, ladder in regulation.ladders.items():
        path = f"ladders.{ladder_id}.rungs"
        spans = [rung.after for rung in ladder.rungs]
        if spans != sorted(spans):
            found = both("ступень раньше предыдущей", "a rung before the one above it")
            allowed = both("after не убывает от ступени к ступени", "after that never decreases")
            yield Problem(path, found, allowed)
        for number, rung in enumerate(ladder.rungs, start=1):
            yield from _rung(f"{path}[#{number}]", rung, staff)


def _rung(path: str, rung: Rung, staff: list[str]) -> Iterator[Problem]:
    for agent in rung.agents:
        yield from _unknown(f"{path}.agents", agent, staff)
    if (rung.to == "agents") != bool(rung.agents):
        allowed = both(
            "хотя бы один id при to = agents, и только там", 'at least one id with to = "agents", only there'
        )
        yield Problem(f"{path}.agents", both(f"to = {rung.to}", f'to = "{rung.to}"'), allowed)
    if rung.phone is not None and rung.to not in ("phone", "ring"):
        allowed = both("только при to = phone или ring", 'only with to = "phone" or "ring"')
        yield Problem(f"{path}.phone", both(f"to = {rung.to}", f'to = "{rung.to}"'), allowed)


def _duty(regulation: Regulation) -> Iterator[Problem]:
    staff = {member.id: member for member in regulation.staff}
    yield from _repeats("staff", (member.id for member in regulation.staff))
    for rotation_id, rotation in regulation.duty.items():
        for member in rotation.members:
            yield from _unknown(f"duty.{rotation_id}.members", member, staff)
    for desk in regulation.desks:
        if desk.duty is not None:
            yield from _unknown(f"desks[{desk.id}].duty", desk.duty, regulation.duty)
        if desk.ladder in regulation.ladders:
            yield from _nobody_on_duty(regulation, desk)


def _nobody_on_duty(regulation: Regulation, desk: Desk) -> Iterator[Problem]:
    """A rung for whoever is on duty needs a roster, and a phone needs a number."""
    rotation = regulation.duty.get(desk.duty or "")
    for number, rung in enumerate(regulation.ladders[desk.ladder].rungs, start=1):
        path = f"ladders.{desk.ladder}.rungs[#{number}]"
        if rung.to == "duty" and rotation is None:
            allowed = both(f"desks[{desk.id}].duty: id графика", f"desks[{desk.id}].duty: id of a roster")
            yield Problem(
                f"{path}.to", both("to = duty без графика дежурств", 'to = "duty" without a roster'), allowed
            )
        if rung.to in ("phone", "ring") and rung.phone is None:
            members = rotation.members if rotation else ()
            known = {one.id: one.phone for one in regulation.staff}
            if not members or any(known.get(member, "") is None for member in members):
                allowed = both(
                    "номер здесь или phone у каждого, кто дежурит", "a number here, or a phone of everyone on duty"
                )
                yield Problem(f"{path}.phone", NOTHING, allowed)


def _hours(regulation: Regulation) -> Iterator[Problem]:
    for calendar_id, calendar in regulation.calendars.items():
        path = f"calendars.{calendar_id}"
        if not any(calendar.week.on(day) for day in range(7)):
            allowed = both("хотя бы один интервал в неделе", "at least one interval in the week")
            yield Problem(f"{path}.week", NOTHING, allowed)
        yield from _clashes_in_week(path, calendar)
        yield from _clashes_around_exceptions(path, calendar)


def _clashes_in_week(path: str, calendar: Calendar) -> Iterator[Problem]:
    for day in range(7):
        clash = overlapping([calendar.week.on(day)])
        if clash:
            yield _clash(f"{path}.week.{WEEKDAYS[day]}", clash)
            continue
        following = (day + 1) % 7
        own_days = [calendar.week.on(day), calendar.week.on(following)]
        if overlapping([own_days[1]]) is None and (clash := overlapping(own_days)):
            yield _clash(f"{path}.week.{WEEKDAYS[following]}", clash)


def _clashes_around_exceptions(path: str, calendar: Calendar) -> Iterator[Problem]:
    dates = Counter(exception.date for exception in calendar.exceptions)
    for repeated in (day for day, times in dates.items() if times > 1):
        found = both(f"{repeated} повторяется", f"{repeated} repeated")
        yield Problem(f"{path}.exceptions", found, both("одна запись на дату", "one entry per date"))
    for number, exception in enumerate(calendar.exceptions, start=1):
        clash = overlapping([exception.intervals]) or overlapping(calendar.days_around(exception.date))
        if clash and exception.intervals:
            yield _clash(f"{path}.exceptions[#{number}].intervals", clash)


def _clash(key_path: str, clash: tuple[Interval, Interval]) -> Problem:
    first, second = clash
    return Problem(
        key_path,
        both(f"{first} и {second} пересекаются", f"{first} and {second} overlap"),
        both("интервалы без общих минут", "intervals that share no minute"),
    )


def _closing(regulation: Regulation) -> Iterator[Problem]:
    closing = regulation.closing
    if closing.remind_before_working_days >= closing.silence_working_days:
        found, limit = closing.remind_before_working_days, closing.silence_working_days
        allowed = both(f"меньше silence_working_days ({limit})", f"less than silence_working_days ({limit})")
        yield Problem("closing.remind_before_working_days", as_written(found), allowed)


def _drafts(regulation: Regulation) -> Iterator[Problem]:
    drafts = regulation.drafts
    if drafts.remind_after >= drafts.file_after:
        limit = span_in_words(drafts.file_after, "ru"), span_in_words(drafts.file_after, "en")
        found = both(span_in_words(drafts.remind_after, "ru"), span_in_words(drafts.remind_after, "en"))
        allowed = both(f"раньше, чем drafts.file_after ({limit[0]})", f"earlier than drafts.file_after ({limit[1]})")
        yield Problem("drafts.remind_after", found, allowed)


def _sms(regulation: Regulation) -> Iterator[Problem]:
    sms, desks = regulation.sms, [desk.id for desk in regulation.desks]
    yield from _unknown("sms.desk", sms.desk, desks)
    if sms.desk not in desks:
        return
    of_desk = regulation.desk(sms.desk).kinds
    yield from _unknown("sms.kind", sms.kind, of_desk)
    kinds = [kind for kind in regulation.kinds if kind.id in of_desk]
    simple = [kind.id for kind in kinds if kind.asks_nothing()]
    # a desk whose every kind asks something has to take an SMS all the same
    if simple and sms.kind in of_desk and sms.kind not in simple:
        found = both(f"«{sms.kind}», где есть обязательные поля", f'"{sms.kind}", which has required fields')
        listed = ", ".join(simple)
        allowed = both(f"вид без обязательных полей: {listed}", f"a kind without required fields: {listed}")
        yield Problem("sms.kind", found, allowed)


_CHECKS: Final[tuple[Callable[[Regulation], Iterator[Problem]], ...]] = (
    _repeated_ids,
    _unknown_ids,
    _fields_and_choices,
    tier_problems,
    policy_problems,
    _ladders,
    _duty,
    _hours,
    _closing,
    _drafts,
    identification_problems,
    delivery_problems,
    number_problems,
    _sms,
)
