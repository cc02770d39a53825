"""Policies told in words: what is promised for each kind, and when that falls due for sample requests."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from models.phrases.catalogue import say
from models.rules.hours.calendar_report import moment_in_words
from models.rules.hours.terms import Unit, term_end, term_in_words
from models.rules.hours.working_time import NoWorkingTime, WorkingTime
from models.rules.regulation.clocks import PAUSABLE, SEVERITIES, SlaClock
from models.rules.regulation.policies import ANY, ExtensionRules, Policy, Target
from models.rules.regulation.schema import Desk, Regulation, RequestKind
from models.rules.texts.localised import Localised, both, plural_ru

#: By tier and severity.
_Chosen = dict[tuple[str | None, str], Policy]
_ROLLS: Final = {
    "forward": both(
        "если последний день — выходной, срок переносится на следующий рабочий день",
        "if the last day is a day off, the term ends with the next working day",
    ),
    "back": both(
        "если последний день — выходной, срок переносится на предыдущий рабочий день",
        "if the last day is a day off, the term ends with the working day before",
    ),
    "none": both("последний день может быть выходным", "the last day may be a day off"),
}
_FIRST_DAY: Final = both("день, когда срок начался, считается первым", "the day on which a term begins is day one")
_NEVER_PAUSED: Final = both(
    "ожидание абонента сроков не останавливает", "waiting for the requester does not stop the clock"
)
_TOLD: Final = both("об опоздании с ответом сообщают абоненту", "the requester is told that an answer is late")
_EXTENDING: Final = both("продление решения", "extending the resolution")
_FALLS_DUE: Final = {
    SlaClock.FIRST_RESPONSE: both("ответ", "answer"),
    SlaClock.NEXT_RESPONSE: both("ответ на новое сообщение", "answer to a further message"),
    SlaClock.WORK_STARTED: both("начало работ", "start of work"),
    SlaClock.RESOLUTION: both("решение", "resolution"),
    SlaClock.UPDATE: both("сообщение о ходе работ", "progress update"),
}
#: From how many kinds on a list of them is longer than «остальные виды».
_MANY: Final = 3


def policy_lines(regulation: Regulation, desk: Desk, language: str) -> Iterator[str]:
    """What is promised for each kind, by tier and severity where these matter; kinds with the same terms together."""
    yield both("  Сроки:", "  Terms:").in_(language)
    alike: dict[tuple[str, ...], list[str]] = {}
    for kind in regulation.kinds_of(desk.id):
        alike.setdefault(tuple(_terms(regulation, desk, kind, language)), []).append(kind.title.in_(language))
    for lines, titles in alike.items():
        yield f"    {', '.join(titles)}"
        yield from (f"      {line}" for line in lines)


def sample_lines(regulation: Regulation, desk: Desk, now: datetime, language: str) -> Iterator[str]:
    """When requests of now and of awkward moments fall due: on the first tier, of the severity of their kind."""
    zone = regulation.calendar(desk.calendar).zone
    yield both(
        f"  Примеры сроков{_of_which(regulation, 'ru')}:", f"  Sample deadlines{_of_which(regulation, 'en')}:"
    ).in_(language)
    for name, opened_at in _sample_moments(now, zone):
        moment = moment_in_words(opened_at, zone, language)
        heading = both(f"заявка {name.in_('ru')}, {moment}", f"a request {name.in_('en')}, {moment}")
        yield f"    {heading.in_(language)}"
        alike: dict[str, list[str]] = {}
        for kind in regulation.kinds_of(desk.id):
            due = _due(regulation.policy(desk.id, kind.id), opened_at, regulation.working_time(desk.id), language)
            alike.setdefault(due, []).append(kind.title.in_(language))
        yield from (f"      {line}" for line in _by_due(alike, language))


def _by_due(alike: dict[str, list[str]], language: str) -> Iterator[str]:
    """Each due time with its kinds; the longest list of them comes last and in short."""
    if len(alike) == 1:
        yield from alike
        return
    longest = max(alike, key=lambda due: len(alike[due]))
    in_short = len(alike[longest]) >= _MANY
    for due, titles in alike.items():
        if not (in_short and due == longest):
            yield f"{due}: {', '.join(titles)}"
    if in_short:
        yield f"{longest}: {both('остальные виды', 'all other kinds').in_(language)}"


def _terms(regulation: Regulation, desk: Desk, kind: RequestKind, language: str) -> Iterator[str]:
    """A line for each difference that tier and severity make, then the conditions."""
    tiers: list[str | None] = [tier.id for tier in regulation.tiers] or [None]
    chosen: _Chosen = {
        (tier, severity): regulation.policy(desk.id, kind.id, tier, severity)
        for tier in tiers
        for severity in reversed(SEVERITIES)
    }
    conditions = {tuple(_conditions(policy, language)) for policy in chosen.values()}
    said: Callable[[Policy, str], str] = _targets if len(conditions) == 1 else _all_of
    for of_tiers, of_severities, words in _differing(chosen, said, language):
        yield _for_whom(regulation, of_tiers, of_severities, language) + words
    if len(conditions) == 1:
        yield from conditions.pop()


def _differing(
    chosen: _Chosen, said: Callable[[Policy, str], str], language: str
) -> Iterator[tuple[list[str | None], list[str], str]]:
    """Tiers and severities with the same words; nothing named where it makes no difference."""
    tiers = list(dict.fromkeys(tier for tier, _ in chosen))
    severities = list(dict.fromkeys(severity for _, severity in chosen))
    columns: dict[tuple[str, ...], list[str | None]] = {}
    for tier in tiers:
        words = tuple(said(chosen[tier, severity], language) for severity in severities)
        columns.setdefault(words, []).append(tier)
    for words, of_tiers in columns.items():
        rows: dict[str, list[str]] = {}
        for severity, word in zip(severities, words, strict=True):
            rows.setdefault(word, []).append(severity)
        for word, of_severities in rows.items():
            yield (
                [] if len(columns) == 1 else of_tiers,
                [] if len(rows) == 1 else of_severities,
                word,
            )


def _for_whom(regulation: Regulation, tiers: list[str | None], severities: list[str], language: str) -> str:
    """«Старт», критическая срочность — …"""
    quotes = both("«{}»", '"{}"').in_(language)
    named = [quotes.format(tier.title.in_(language)) for tier in regulation.tiers if tier.id in tiers]
    if severities:
        listed = _listed([say(language, f"severity.{one}") for one in severities], both("или", "or").in_(language))
        named.append(both(f"срочность {listed}", f"severity {listed}").in_(language))
    return f"{', '.join(named)} — " if named else ""


def _all_of(policy: Policy, language: str) -> str:
    return "; ".join([_targets(policy, language), *_conditions(policy, language)])


def _targets(policy: Policy, language: str) -> str:
    """Clocks with the same target are named together."""
    alike: dict[str, list[str]] = {}
    for clock, target in policy.targets():
        alike.setdefault(_target(target, language), []).append(say(language, f"clock.{clock.value}"))
    return "; ".join(f"{', '.join(clocks)}: {words}" for words, clocks in alike.items())


def _target(target: Target, language: str) -> str:
    if target.aimed is None:
        return term_in_words(target.limit, language)
    aimed, limit = term_in_words(target.aimed, language), term_in_words(target.limit, language, case="genitive")
    return both(f"цель {aimed}, не позже {limit}", f"aim {aimed}, {limit} at most").in_(language)


def _conditions(policy: Policy, language: str) -> Iterator[str]:
    """Everything but the targets."""
    if policy.warn_at:
        shares = _listed([f"{share * 100:g} %" for share in policy.warn_at], both("и", "and").in_(language))
        yield both(f"напоминание, когда прошло {shares} срока", f"reminder when {shares} of the time has passed").in_(
            language
        )
    in_dates = [target for _, target in policy.targets() if target.limit.unit in (Unit.DAYS, Unit.MONTHS)]
    for roll, words in _ROLLS.items():
        if any(target.roll == roll for target in in_dates):
            yield words.in_(language)
    if any(target.first_day_counts for _, target in policy.targets()):
        yield _FIRST_DAY.in_(language)
    yield from _pauses(policy, language)
    if policy.resolution:
        yield f"{_EXTENDING.in_(language)}: {_extension(policy.extension, language)}"
    if policy.tell_requester:
        yield _TOLD.in_(language)


def _pauses(policy: Policy, language: str) -> Iterator[str]:
    running = [clock for clock, _ in policy.targets() if clock in PAUSABLE]
    stopped = ", ".join(say(language, f"clock.{clock.value}") for clock in running if clock in policy.pauses)
    if stopped:
        yield both(
            f"ожидание абонента не считается: {stopped}", f"waiting for the requester does not count: {stopped}"
        ).in_(language)
    elif running:
        yield _NEVER_PAUSED.in_(language)


def _extension(rules: ExtensionRules, language: str) -> str:
    if rules.times == 0:
        return both("решает руководитель", "the head decides").in_(language)
    if rules.times is None and rules.at_most is None:
        return both("сколько нужно", "as often and as far as needed").in_(language)
    said = []
    if rules.times is not None:
        times = both(
            f"{rules.times} {plural_ru(rules.times, 'раз', 'раза', 'раз')}",
            "once" if rules.times == 1 else f"{rules.times} times",
        )
        said.append(times.in_(language))
    if rules.at_most is not None:
        length = term_in_words(rules.at_most, language)
        said.append(both(f"не больше чем на {length}", f"by at most {length}").in_(language))
    return ", ".join(said) + both("; дальше решает руководитель", "; beyond that the head decides").in_(language)


def _of_which(regulation: Regulation, language: str) -> str:
    """` (уровень «Старт», срочность по виду)`; empty where tier and severity change nothing."""
    named = []
    if any(policy.tier != ANY for policy in regulation.policies):
        title = regulation.tiers[0].title.in_(language)
        named.append(both(f"уровень «{title}»", f'tier "{title}"').in_(language))
    if any(policy.severity != ANY for policy in regulation.policies):
        named.append(both("срочность — как у вида", "severity as of the kind").in_(language))
    return f" ({', '.join(named)})" if named else ""


def _sample_moments(now: datetime, zone: ZoneInfo) -> list[tuple[Localised, datetime]]:
    local = now.astimezone(zone)
    friday = (local + timedelta(days=(4 - local.weekday()) % 7 or 7)).date()
    sunday = friday + timedelta(days=2)
    night = (local + timedelta(days=1)).date()
    return [
        (both("сейчас", "now"), now.astimezone(UTC)),
        (both("в пятницу вечером", "on Friday evening"), datetime.combine(friday, time(17, 45), zone)),
        (both("ночью", "at night"), datetime.combine(night, time(3, 0), zone)),
        (both("в воскресенье днём", "at noon on Sunday"), datetime.combine(sunday, time(12, 0), zone)),
    ]


def _due(policy: Policy, opened_at: datetime, hours: WorkingTime, language: str) -> str:
    """All clocks; a further message comes at that very moment, an update counts from the latest first answer."""
    alike: dict[str, list[str]] = {}
    for clock, target in policy.targets():
        if clock is SlaClock.NEXT_RESPONSE and target == policy.first_response:
            continue  # nothing new to say
        try:
            begins = (
                term_end(policy.first_response.promised, opened_at, hours) if clock is SlaClock.UPDATE else opened_at
            )
            due = _by(target, begins, hours, language)
        except NoWorkingTime:
            due = both("— нет рабочего времени", "— no working time").in_(language)
        alike.setdefault(due, []).append(_FALLS_DUE[clock].in_(language))
    conjunction = both("и", "and").in_(language)
    return ", ".join(f"{_listed(clocks, conjunction)} {due}" for due, clocks in alike.items())


def _by(target: Target, begins: datetime, hours: WorkingTime, language: str) -> str:
    """Raises NoWorkingTime."""
    due = moment_in_words(term_end(target.promised, begins, hours), hours.zone, language)
    if target.aimed is None:
        return both(f"до {due}", f"by {due}").in_(language)
    aimed = moment_in_words(term_end(target.aimed, begins, hours), hours.zone, language)
    return both(f"к {aimed}, не позже {due}", f"aimed at {aimed}, {due} at the latest").in_(language)


def _listed(words: list[str], conjunction: str) -> str:
    """«одно, другое и третье»."""
    return f" {conjunction} ".join(filter(None, (", ".join(words[:-1]), words[-1])))
