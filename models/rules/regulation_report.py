"""A regulation told back to the person who wrote it: hours, kinds, targets and sample deadlines."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from models.rules.calendar_report import DAY_NAMES, date_in_words, hours_lines
from models.rules.clocks import Clock
from models.rules.localised import Localised, both, plural_ru
from models.rules.regulation_ladders import Ladder
from models.rules.regulation_policies import Policy
from models.rules.regulation_problems import Problem
from models.rules.regulation_schema import Desk, Kind, Regulation, RequestField, SmsRules
from models.rules.spans import after_span
from models.rules.terms import term_end, term_in_words
from models.rules.working_time import NoWorkingTime

_TYPES: Final = {
    "text": both("текст", "text"),
    "email": both("адрес почты", "e-mail"),
    "phone": both("телефон", "phone"),
    "choice": both("выбор", "choice"),
    "number": both("число", "number"),
}
_RECIPIENTS: Final = {
    "group": both("группа дежурных", "the group on duty"),
    "head": both("руководитель", "the head"),
}
_SEVERITIES: Final = {
    "low": both("низкая", "low"),
    "normal": both("обычная", "normal"),
    "high": both("высокая", "high"),
    "critical": both("критическая", "critical"),
}


def render_problems(problems: Sequence[Problem], file_name: str, language: str) -> str:
    """Every problem on its own line, under a heading that counts them and says what stays in force."""
    count = len(problems)
    if language == "ru":
        noun = plural_ru(count, "ошибка", "ошибки", "ошибок")
        heading = f"{file_name}: {count} {noun}. Регламент не принят, действует прежняя редакция."
    else:
        noun = "problem" if count == 1 else "problems"
        heading = f"{file_name}: {count} {noun}. Nothing was adopted, the edition in force stays."
    return "\n".join([heading, *(f"  {problem.describe(language)}" for problem in problems)])


def render_report(regulation: Regulation, now: datetime, language: str) -> str:
    """The whole regulation in human words, with deadlines for requests that come now and at awkward times.

    now: aware. Texts of the organisation come in `language`, or in its main one where it lacks that.
    """
    return "\n".join(_report(regulation, now, language))


def _report(regulation: Regulation, now: datetime, language: str) -> Iterator[str]:
    edition, organisation = regulation.edition, regulation.organisation
    yield f"{organisation.name.in_(language)}: {edition.title.in_(language)}"
    line = both(f"Редакция {edition.name}", f"Edition {edition.name}").in_(language)
    if edition.effective_from:
        day = date_in_words(edition.effective_from, language)
        line += both(f", действует с {day}", f", in force from {day}").in_(language)
    yield line
    languages = ", ".join(organisation.languages)
    yield both(
        f"Часовой пояс {organisation.timezone}, языки: {languages}",
        f"Time zone {organisation.timezone}, languages: {languages}",
    ).in_(language)
    for desk in regulation.desks:
        yield ""
        yield from _desk(regulation, desk, now, language)
    yield ""
    yield from _closing_and_limits(regulation, language)
    yield ""
    yield from _sms(regulation, language)


def _desk(regulation: Regulation, desk: Desk, now: datetime, language: str) -> Iterator[str]:
    calendar = regulation.calendar(desk.calendar)
    title = desk.title.in_(language)
    yield both(f"Линия {desk.id} — «{title}»", f'Desk {desk.id}, "{title}"').in_(language)
    yield from hours_lines(calendar, now, language)
    yield both("  Виды заявок:", "  Kinds of requests:").in_(language)
    for kind in regulation.kinds_of(desk.id):
        yield from (f"    {line}" for line in _kind(kind, regulation.policy(desk.id, kind.id), language))
    rungs = _ladder(regulation.ladder(desk.id), language)
    yield both(f"  Если срок пропущен: {rungs}", f"  If a deadline is missed: {rungs}").in_(language)
    yield from _sample_deadlines(regulation, desk, now, language)


def _kind(kind: Kind, policy: Policy, language: str) -> Iterator[str]:
    severity = _SEVERITIES[kind.severity].in_(language)
    title = kind.title.in_(language)
    yield both(f"{title} ({kind.id}), важность {severity}", f"{title} ({kind.id}), severity {severity}").in_(language)
    yield f"  {_targets(policy, language)}"
    for field in kind.fields:
        yield f"  {_field(field, language)}"


def _targets(policy: Policy, language: str) -> str:
    first = term_in_words(policy.first_response.promised, language)
    words = both(f"первый ответ: {first}", f"first response: {first}").in_(language)
    if policy.resolution:
        solved = term_in_words(policy.resolution.promised, language)
        words += both(f"; решение: {solved}", f"; resolution: {solved}").in_(language)
    if policy.warn_at:
        shares = ", ".join(f"{share * 100:g} %" for share in policy.warn_at)
        words += both(
            f"; напоминание, когда прошло {shares} срока", f"; reminder when {shares} of the time has passed"
        ).in_(language)
    return words


def _field(field: RequestField, language: str) -> str:
    need = both("обязательно", "required") if field.required else both("по желанию", "optional")
    choices = " / ".join(choice.label.in_(language) for choice in field.choices)
    shape = _TYPES[field.type].in_(language) + (f": {choices}" if choices else "")
    return f"— {field.label.in_(language)}: {shape}; {need.in_(language)}"


def _ladder(ladder: Ladder, language: str) -> str:
    rungs = []
    for rung in ladder.rungs:
        when = after_span(rung.after, language) if rung.after else both("сразу", "at once").in_(language)
        rungs.append(f"{when} — {_RECIPIENTS[rung.to].in_(language)}")
    return "; ".join(rungs)


def _sample_deadlines(regulation: Regulation, desk: Desk, now: datetime, language: str) -> Iterator[str]:
    zone = regulation.calendar(desk.calendar).zone
    yield both("  Примеры сроков:", "  Sample deadlines:").in_(language)
    for name, opened_at in _sample_moments(now, zone):
        moment = _moment(opened_at, zone, language)
        heading = both(f"заявка {name.in_('ru')}, {moment}", f"a request {name.in_('en')}, {moment}")
        yield f"    {heading.in_(language)}"
        titles: dict[str, list[str]] = {}
        for kind in regulation.kinds_of(desk.id):
            titles.setdefault(_due(regulation, desk, kind, opened_at, language), []).append(kind.title.in_(language))
        yield from (f"      {due}: {', '.join(kinds)}" for due, kinds in titles.items())


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


def _due(regulation: Regulation, desk: Desk, kind: Kind, opened_at: datetime, language: str) -> str:
    hours, policy = regulation.working_time(desk.id), regulation.policy(desk.id, kind.id)
    zone = regulation.calendar(desk.calendar).zone
    words = {
        Clock.FIRST_RESPONSE: both("ответ до", "answer by"),
        Clock.RESOLUTION: both("решение до", "resolution by"),
    }
    dues = []
    for clock, target in policy.targets():
        try:
            moment = _moment(term_end(target.promised, opened_at, hours), zone, language)
        except NoWorkingTime:
            moment = both("— нет рабочего времени", "— no working time").in_(language)
        dues.append(f"{words[clock].in_(language)} {moment}")
    return ", ".join(dues)


def _closing_and_limits(regulation: Regulation, language: str) -> Iterator[str]:
    closing, limits = regulation.closing, regulation.limits
    days, before = closing.silence_working_days, closing.remind_before_working_days
    silence = both(
        f"Молчание закрывает заявку через {days} {_working_days_ru(days)}",
        f"Silence closes a request after {days} working {_days(days)}",
    ).in_(language)
    if before:
        silence += both(
            f", напоминание за {before} {_working_days_ru(before)} до этого",
            f", with a reminder {before} working {_days(before)} earlier",
        ).in_(language)
    yield silence
    reopen = closing.reopen_days
    yield both(
        f"Открыть снова можно в течение {reopen} {plural_ru(reopen, 'дня', 'дней', 'дней')}",
        f"A closed request can be reopened within {reopen} {_days(reopen)}",
    ).in_(language)
    yield both(
        f"Ограничения: открытых заявок у одного человека — {limits.max_open_tickets}, "
        f"сообщений в минуту — {limits.messages_per_minute}",
        f"Limits: open requests per person {limits.max_open_tickets}, "
        f"messages per minute {limits.messages_per_minute}",
    ).in_(language)


def _sms(regulation: Regulation, language: str) -> Iterator[str]:
    sms = regulation.sms
    desk, kind = (part.title.in_(language) for part in (regulation.desk(sms.desk), regulation.kind(sms.kind)))
    yield both(
        f"SMS и звонки: линия «{desk}», вид заявки «{kind}»",
        f'SMS and calls: the desk "{desk}", requests of the kind "{kind}"',
    ).in_(language)
    gets = both("номер заявки и срок ответа по SMS", "the number and when an answer is due, by SMS")
    nothing = both("ничего не получает", "gets nothing")
    for who, confirmed in (
        (both("кто открыл заявку текстом", "who opened a request by text"), sms.confirm),
        (both("кто позвонил", "who called"), sms.answer_calls),
    ):
        answer = both(f"получает {gets.in_('ru')}", f"gets {gets.in_('en')}") if confirmed else nothing
        yield f"  {who.in_(language)}: {answer.in_(language)}"
    yield f"  {_long_answers(sms).in_(language)}"
    yield both(
        f"  номера без «+» читаются как номера страны {sms.region}",
        f'  numbers without "+" are read as those of {sms.region}',
    ).in_(language)


def _long_answers(sms: SmsRules) -> Localised:
    least, most = sms.confirm_from_parts, sms.max_parts
    longer = both(f"длиннее {most} SMS не отправляется", f"one longer than {most} SMS is not sent")
    if least > most:
        waits = both("ответ агента уходит сразу", "an agent's answer leaves at once")
    elif least == 1:
        waits = both("ответ агента ждёт подтверждения", "an agent's answer waits to be confirmed")
    else:
        waits = both(
            f"ответ агента от {least} SMS ждёт подтверждения",
            f"an agent's answer of {least} SMS or more waits to be confirmed",
        )
    return both(f"{waits.in_('ru')}; {longer.in_('ru')}", f"{waits.in_('en')}; {longer.in_('en')}")


def _working_days_ru(count: int) -> str:
    return plural_ru(count, "рабочий день", "рабочих дня", "рабочих дней")


def _days(count: int) -> str:
    return "day" if count == 1 else "days"


def _moment(at: datetime, zone: ZoneInfo, language: str) -> str:
    local = at.astimezone(zone)
    day = DAY_NAMES["ru" if language == "ru" else "en"][local.weekday()]
    return f"{day} {date_in_words(local.date(), language)} {local:%H:%M}"
