"""A regulation told back to the person who wrote it: hours, kinds, targets and sample deadlines."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from textwrap import fill
from typing import Final

from models.phrases.catalogue import say
from models.rules.hours.calendar_report import date_in_words, hours_lines
from models.rules.regulation.delivery_report import delivery_lines
from models.rules.regulation.identification_checks import demand_line, identification_lines
from models.rules.regulation.numbers import number_lines
from models.rules.regulation.reach import reach_lines
from models.rules.regulation.report_ladders import ladder_lines
from models.rules.regulation.report_policies import policy_lines, sample_lines
from models.rules.regulation.schema import Choice, Desk, Regulation, RequestField, RequestKind, SmsRules
from models.rules.texts.localised import Localised, both, plural_ru
from models.rules.texts.problems import Problem
from models.rules.texts.spans import after_span

_TYPES: Final = {
    "text": both("текст", "text"),
    "email": both("адрес почты", "e-mail"),
    "phone": both("телефон", "phone"),
    "choice": both("выбор", "choice"),
    "number": both("число", "number"),
}
_WIDTH: Final = 100


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
    return "\n".join(_fitted(line) for line in _report(regulation, now, language))


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
    yield from _tiers(regulation, language)
    for desk in regulation.desks:
        yield ""
        yield from _desk(regulation, desk, now, language)
    yield ""
    yield from _closing_and_limits(regulation, language)
    yield from _drafts(regulation, language)
    yield from identification_lines(regulation, language)
    yield from reach_lines(regulation.reach, language)
    yield ""
    yield from delivery_lines(regulation, language)
    yield ""
    yield from number_lines(regulation, language)
    yield from _sms(regulation, language)


def _desk(regulation: Regulation, desk: Desk, now: datetime, language: str) -> Iterator[str]:
    calendar = regulation.calendar(desk.calendar)
    title = desk.title.in_(language)
    yield both(f"Линия {desk.id} — «{title}»", f'Desk {desk.id}, "{title}"').in_(language)
    yield from hours_lines(calendar, now, language)
    yield both("  Виды заявок:", "  Kinds of requests:").in_(language)
    for kind in regulation.kinds_of(desk.id):
        yield from (f"    {line}" for line in _kind(kind, demand_line(regulation, desk, kind, language), language))
    yield from policy_lines(regulation, desk, language)
    yield from ladder_lines(regulation, desk, now, language)
    yield from sample_lines(regulation, desk, now, language)


def _kind(kind: RequestKind, demands: str | None, language: str) -> Iterator[str]:
    severity = say(language, f"severity.{kind.severity}")
    named = f"{kind.title.in_(language)} ({kind.id})"
    yield both(f"{named}, срочность {severity}", f"{named}, severity {severity}").in_(language)
    if demands is not None:
        yield f"  {demands}"
    for field in kind.fields:
        yield f"  {_field(field, language)}"


def _field(field: RequestField, language: str) -> str:
    need = both("обязательно", "required") if field.required else both("по желанию", "optional")
    choices = " / ".join(_choice(choice, language) for choice in field.choices)
    shape = _TYPES[field.type].in_(language) + (f": {choices}" if choices else "")
    says_who = both("; говорит, кто автор", "; says who asks").in_(language) if field.identifies else ""
    return f"— {field.label.in_(language)}: {shape}; {need.in_(language)}{says_who}"


def _choice(choice: Choice, language: str) -> str:
    """With what its answer makes of the request."""
    label = choice.label.in_(language)
    return f"{label} (→ {say(language, f'severity.{choice.severity}')})" if choice.severity else label


def _tiers(regulation: Regulation, language: str) -> Iterator[str]:
    if regulation.tiers:
        free = both(", бесплатно", ", free").in_(language)
        titles = ", ".join(
            f"{tier.title.in_(language)} ({tier.id}{free if tier.free else ''})" for tier in regulation.tiers
        )
        yield both(
            f"Уровни поддержки: {titles}; по умолчанию первый",
            f"Tiers: {titles}; the first unless said otherwise",
        ).in_(language)


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
        f"сообщений в минуту — {limits.messages_per_minute}, файлов за сутки — {limits.megabytes_per_day} МБ",
        f"Limits: open requests per person {limits.max_open_tickets}, "
        f"messages per minute {limits.messages_per_minute}, files per day {limits.megabytes_per_day} MB",
    ).in_(language)


def _drafts(regulation: Regulation, language: str) -> Iterator[str]:
    drafts = regulation.drafts
    done = (
        both("показывается сотрудникам", "is shown to staff")
        if drafts.only_show
        else both("отправляется как есть", "is filed as it is")
    ).in_(language)
    words = both("Незаконченная заявка", "An unfinished request").in_(language)
    line = f"{words} {done} {after_span(drafts.file_after, language)}"
    if drafts.remind_after:
        reminder = both("напоминание", "with a reminder").in_(language)
        line += f", {reminder} {after_span(drafts.remind_after, language)}"
    yield line


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
    countries = ", ".join(sms.texted_countries)
    yield both(
        f"  автоматические SMS: только на мобильные номера {countries}",
        f"  automatic SMS: only to mobile numbers of {countries}",
    ).in_(language)
    for line in _limits_of_a_day(sms):
        yield line.in_(language)
    yield both(
        f"  об SMS, которое не ушло за {sms.wait_minutes} мин, говорится в теме заявки",
        f"  an SMS that has not left after {sms.wait_minutes} min is told in the ticket's topic",
    ).in_(language)
    yield both(
        f"  телефону, который молчал {sms.dormant_days} {plural_ru(sms.dormant_days, 'день', 'дня', 'дней')}, "
        "прежние заявки не показываются",
        f"  a phone that was silent for {sms.dormant_days} days is shown no older requests",
    ).in_(language)


def _limits_of_a_day(sms: SmsRules) -> Iterator[Localised]:
    yield both(
        f"  с одной SIM в день: автоматических не больше {sms.automatic_per_day}, всех — {sms.per_day}",
        f"  from one SIM a day: at most {sms.automatic_per_day} automatic SMS, {sms.per_day} in all",
    )
    yield both(
        f"  одному телефону в день: автоматических SMS не больше {sms.automatic_per_phone_per_day}",
        f"  to one phone a day: at most {sms.automatic_per_phone_per_day} automatic SMS",
    )


def _long_answers(sms: SmsRules) -> Localised:
    least, most = sms.confirm_from_parts, sms.max_parts
    longer = both(f"длиннее {most} SMS не отправляется", f"one longer than {most} SMS is not sent")
    if least > most:
        waits = both("ответ сотрудника уходит сразу", "an agent's answer leaves at once")
    elif least == 1:
        waits = both("ответ сотрудника ждёт подтверждения", "an agent's answer waits to be confirmed")
    else:
        waits = both(
            f"ответ сотрудника от {least} SMS ждёт подтверждения",
            f"an agent's answer of {least} SMS or more waits to be confirmed",
        )
    return both(f"{waits.in_('ru')}; {longer.in_('ru')}", f"{waits.in_('en')}; {longer.in_('en')}")


def _working_days_ru(count: int) -> str:
    return plural_ru(count, "рабочий день", "рабочих дня", "рабочих дней")


def _days(count: int) -> str:
    return "day" if count == 1 else "days"


def _fitted(line: str) -> str:
    """At most 100 columns, the rest under the beginning."""
    margin = len(line) - len(line.lstrip()) + 2
    return (
        fill(line, _WIDTH, subsequent_indent=" " * margin, break_long_words=False, break_on_hyphens=False)
        if len(line) > _WIDTH
        else line
    )
