"""What /why says: the arithmetic of a deadline, for the person who wants to know and for staff."""

from datetime import datetime
from typing import Any

from models.rules.deadlines.clock_states import Event, Happened
from models.rules.deadlines.explanation import AIM, Grounds, explain
from models.rules.deadlines.explanation_lines import Reader
from models.rules.deadlines.explanation_sms import explain_briefly
from models.rules.deadlines.ticket_clock import fold
from models.rules.hours.calendars import Calendar, CalendarException, Interval, Week
from models.rules.hours.working_time import WorkingTime
from models.rules.regulation.parsing import Policy
from tests.rules.clock_logs import at

WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
#: A9: 9:30–18:30 in Moscow on working days of the production calendar.
DESK = WorkingTime(
    Calendar(timezone="Europe/Moscow", holidays="RU", week=Week(**dict.fromkeys(WORKDAYS, (Interval(570, 1110),))))
)
POLICY = Policy(first_response="4h", next_response="8h", work_started="16h", resolution="24h", update="16h")
#: Friday before the long weekend of 4 November 2026, a Wednesday.
OPENED = Happened(at("2026-10-30 16:20"), Event.OPENED)
ANSWERED = Happened(at("2026-10-30 17:05"), Event.FIRST_ANSWERED)
ASKED = Happened(at("2026-11-02 11:05"), Event.WAITING)
TOLD = Happened(at("2026-11-03 09:40"), Event.REQUESTER_WROTE)
EXTENDED = Happened(
    at("2026-11-03 12:00"),
    Event.EXTENDED,
    {"until": at("2026-11-09 18:00").isoformat(), "reason": "Ждём деталь от поставщика"},
)


def why(
    *log: Happened,
    now: str = "2026-11-05 10:00",
    policy: Policy = POLICY,
    hours: WorkingTime = DESK,
    language: str = "ru",
    zone: str = "Europe/Moscow",
    staff: bool = False,
    **facts: Any,
) -> str:
    grounds = Grounds(125, log[0].at, "Регламент поддержки", 3, "Сбой", "support", "3fa2b1c0ffee", **facts)
    reader = Reader(language, zone, at(now), staff)
    return explain(grounds, fold(log, policy, hours), hours, reader).text


def test_a_weekend_a_holiday_a_wait_and_an_extension_as_the_requester_reads_them() -> None:
    assert why(OPENED, ANSWERED, ASKED, TOLD, EXTENDED, tier="Расширенный", severity="high") == (
        "Заявка №125: как посчитаны сроки\n"
        "\n"
        "Первый ответ: 4 часа рабочего времени\n"
        "Считаем с обращения: пт 30 октября 16:20\n"
        "• пт 30 октября 16:20–18:30: 2 ч 10 мин\n"
        "• 31 октября – 1 ноября: выходные\n"
        "• пн 2 ноября 09:30–11:20: 1 ч 50 мин\n"
        "Итого 4 ч, срок: пн 2 ноября 2026, 11:20\n"
        "Ответили пт 30 октября 17:05: в срок.\n"
        "\n"
        "Ответ на ваше сообщение: 8 часов рабочего времени\n"
        "Считаем с вашего сообщения: вт 3 ноября 09:40\n"
        "• вт 3 ноября 09:40–17:40: 8 ч\n"
        "Итого 8 ч, срок: вт 3 ноября 2026, 17:40\n"
        "Срок прошёл, опоздание 1 ч 20 мин рабочего времени. Приносим извинения.\n"
        "\n"
        "Решение: 24 часа рабочего времени\n"
        "Считаем с обращения: пт 30 октября 16:20\n"
        "• пт 30 октября 16:20–18:30: 2 ч 10 мин\n"
        "• 31 октября – 1 ноября: выходные\n"
        "• пн 2 ноября 09:30–11:05: 1 ч 35 мин\n"
        "• пн 2 ноября 11:05 – вт 3 ноября 09:40: ждали вашего ответа, не считается\n"
        "• вт 3 ноября 09:40–18:30: 8 ч 50 мин\n"
        "• ср 4 ноября: День народного единства\n"
        "• чт 5 ноября 09:30–18:30: 9 ч\n"
        "• пт 6 ноября 09:30–11:55: 2 ч 25 мин\n"
        "Итого 24 ч, срок был: пт 6 ноября 2026, 11:55\n"
        "• вт 3 ноября 12:00: срок продлён до пн 9 ноября 2026, 18:00. Причина: Ждём деталь от поставщика\n"
        "Срок: пн 9 ноября 2026, 18:00\n"
        "Осталось 26 ч рабочего времени.\n"
        "\n"
        "Основание: «Регламент поддержки», редакция 3. Тема: Сбой. "
        "Уровень обслуживания: Расширенный. Срочность: высокая.\n"
        "Календарь support, версия 3fa2b1c0ffee.\n"
        "Время: МСК."
    )


def test_staff_see_every_clock_who_extended_and_the_requester_as_a_third_person() -> None:
    text = why(OPENED, ANSWERED, ASKED, TOLD, EXTENDED, language="en", staff=True, extended_by={EXTENDED.at: "Ivan"})
    assert "Start of work: 16 hours of working time" in text
    assert "• Mon 2 November 11:05 – Tue 3 November 09:40: waiting for the requester, not counted" in text
    assert "• Wed 4 November: Unity Day" in text
    assert "• Tue 3 November 12:00, Ivan: extended to Mon 9 November 2026, 18:00. Reason: Ждём деталь" in text
    assert "Word on progress" in text
    assert "your" not in text


def test_the_name_of_the_agent_is_not_told_to_the_requester() -> None:
    assert "Ivan" not in why(OPENED, EXTENDED, extended_by={EXTENDED.at: "Ivan"})


def test_while_we_wait_it_says_so_and_what_is_left() -> None:
    text = why(OPENED, ANSWERED, ASKED)
    assert "• с пн 2 ноября 11:05 ждём вашего ответа, срок стоит\nОтсчитано 3 ч 45 мин, осталось 20 ч 15 мин" in text
    assert "Решение" in text
    assert "опоздание" not in text


def test_equal_days_in_a_row_are_one_line() -> None:
    text = why(Happened(at("2026-11-09 09:30"), Event.OPENED), policy=Policy(first_response="1h", resolution="40h"))
    assert "• 9–12 ноября, 09:30–18:30: по 9 ч, вместе 36 ч\n• пт 13 ноября 09:30–13:30: 4 ч\nИтого 40 ч" in text


def test_weeks_of_equal_days_are_one_line_where_every_day_would_be_too_long_and_holidays_are_still_named() -> None:
    text = why(OPENED, policy=Policy(first_response="300h", resolution="300h"))
    assert "• 5 ноября – 17 декабря, 09:30–18:30: 31 рабочий день по 9 ч, вместе 279 ч; без выходных\n" in text
    assert "• ср 4 ноября: День народного единства" in text
    assert len(text) <= AIM


def test_a_clock_that_ended_is_told_briefly_where_all_would_be_too_long() -> None:
    asks = (("10:00", Event.WAITING), ("11:00", Event.RESUMED), ("14:00", Event.WAITING), ("15:00", Event.RESUMED))
    days = (5, 6, 9, 10, 11, 12)
    many = [Happened(at(f"2026-11-{day:02} {time}"), event) for day in days for time, event in asks]
    text = why(OPENED, ANSWERED, *many, policy=Policy(first_response="4h", resolution="60h"))
    assert "Срок: пн 2 ноября 2026, 11:20\nОтветили пт 30 октября 17:05: в срок." in text
    assert "Итого 4 ч" not in text
    assert "Итого 60 ч" in text


def test_a_day_with_other_hours_says_why() -> None:
    eve = CalendarException(date=datetime(2026, 11, 3).date(), intervals=(Interval(570, 900),), note="Короткий день")  # noqa: DTZ001
    hours = WorkingTime(DESK.calendar.model_copy(update={"exceptions": (eve,)}))
    assert "• вт 3 ноября 09:30–11:50: 2 ч 20 мин (Короткий день)" in why(
        OPENED, policy=Policy(first_response="13h30m"), hours=hours
    )


def test_who_wrote_after_hours_reads_that_the_day_was_over() -> None:
    text = why(Happened(at("2026-11-06 19:00"), Event.OPENED))
    assert "• пт 6 ноября 19:00: рабочий день уже закончился\n• 7–8 ноября: выходные\n• пн 9 ноября 09:30" in text


def test_seconds_are_shown_only_where_minutes_would_not_add_up() -> None:
    opened = Happened(at("2026-11-05 10:00:30"), Event.OPENED)
    assert "10:00–14:00: 4 ч" in why(opened)
    waited = [Happened(at("2026-11-05 11:05:20"), Event.WAITING), Happened(at("2026-11-05 12:40:50"), Event.RESUMED)]
    text = why(opened, *waited, policy=Policy(first_response="1h", resolution="4h"))
    assert "10:00:30–11:05:20, 12:40:50–15:36:00: 4 ч\n" in text


def test_what_comes_to_nothing_has_no_line() -> None:
    # 25 seconds of Friday, and the wait that began then ended at the same second of a minute
    opened = Happened(at("2026-11-06 16:20:05"), Event.OPENED)
    waited = [Happened(at("2026-11-06 16:20:30"), Event.WAITING), Happened(at("2026-11-09 10:00:30"), Event.RESUMED)]
    text = why(opened, *waited, policy=Policy(first_response="1h", resolution="4h"))
    assert "16:20 – пн 9 ноября 10:00: ждали вашего ответа, не считается\n• пн 9 ноября 10:00–14:00: 4 ч\n" in text
    assert ": 0 мин" not in text


def test_a_wait_within_one_minute_parts_nothing() -> None:
    waited = [Happened(at("2026-11-05 11:05:10"), Event.WAITING), Happened(at("2026-11-05 11:05:10"), Event.RESUMED)]
    text = why(
        Happened(at("2026-11-05 10:00"), Event.OPENED), *waited, policy=Policy(first_response="1h", resolution="4h")
    )
    assert "• чт 5 ноября 10:00–14:00: 4 ч\nИтого 4 ч" in text
    assert "ждали" not in text


def test_a_night_shift_ends_on_the_next_date() -> None:
    nights = WorkingTime(
        Calendar(timezone="Europe/Moscow", week=Week(**dict.fromkeys(WORKDAYS, (Interval(22 * 60, 30 * 60),))))
    )
    text = why(Happened(at("2026-11-06 23:00"), Event.OPENED), hours=nights, policy=Policy(first_response="8h"))
    assert (
        "• пт 6 ноября 23:00 – сб 7 ноября 06:00: 7 ч\n• 7–8 ноября: выходные\n• пн 9 ноября 22:00–23:00: 1 ч" in text
    )


def test_round_the_clock_is_one_stretch_and_needs_no_word_of_working_time() -> None:
    always = WorkingTime(
        Calendar(
            timezone="Europe/Moscow", week=Week(**dict.fromkeys((*WORKDAYS, "sat", "sun"), (Interval(0, 1440),)))
        )
    )
    text = why(Happened(at("2026-11-06 23:00"), Event.OPENED), hours=always, policy=Policy(first_response="48h"))
    assert "Первый ответ: 48 часов\n" in text
    assert "• пт 6 ноября 23:00 – вс 8 ноября 23:00: 48 ч\nИтого 48 ч" in text


def test_times_are_the_readers_and_the_desks_zone_is_said_once() -> None:
    text = why(OPENED, zone="Asia/Vladivostok")
    assert "• пт 30 октября 23:20 – сб 31 октября 01:30: 2 ч 10 мин" in text
    assert text.endswith("Время ваше, МСК+7; рабочие дни и выходные — по МСК.")


def test_a_target_below_the_limit_is_said_to_the_requester_without_a_promise() -> None:
    aims = Policy(first_response={"target": "1h", "limit": "4h"})
    assert "Первый ответ: 4 часа рабочего времени (обычно быстрее: 1 час рабочего времени)\n" in why(
        OPENED, policy=aims
    )
    assert "(цель: 1 час рабочего времени, до пт 30 октября 2026, 17:20)" in why(OPENED, policy=aims, staff=True)


def test_a_clock_that_a_merge_stopped_says_where_it_goes_on() -> None:
    merged = Happened(at("2026-11-02 10:00"), Event.MERGED)
    assert "Отсчёт прекращён пн 2 ноября 10:00: заявка объединена с №12." in why(OPENED, merged, merged_into=12)
    late = why(OPENED, Happened(at("2026-11-03 10:00"), Event.CLOSED))
    assert "Отсчёт прекращён вт 3 ноября 10:00: заявка закрыта. Срок к этому времени прошёл." in late


def test_after_a_reopening_the_count_begins_there() -> None:
    closed, again = Happened(at("2026-11-02 10:00"), Event.CLOSED), Happened(at("2026-11-05 10:00"), Event.REOPENED)
    assert "Решение: 24 часа рабочего времени\nСчитаем с повторного открытия: чт 5 ноября 10:00" in why(
        OPENED, ANSWERED, closed, again
    )


def test_holidays_that_nobody_has_confirmed_yet_are_said_to_be_provisional() -> None:
    opened = Happened(at("2026-12-30 16:00"), Event.OPENED)
    text = why(opened, now="2026-12-30 16:10")
    assert "• 31 декабря 2026 – 10 января 2027: Выходной, перенесён с" in text
    assert "Праздники 2027 указаны предварительно" in text
    assert "предварительно" not in why(OPENED)


def test_a_new_time_that_came_with_an_apology_is_told() -> None:
    promised = Happened(
        at("2026-11-02 11:20"),
        Event.PROMISED,
        {"clock": "first_response", "until": at("2026-11-05 12:00").isoformat()},
    )
    assert "Приносим извинения. Новое время: чт 5 ноября 2026, 12:00." in why(OPENED, promised)


def test_a_term_in_working_days_counts_days_and_names_those_that_are_off() -> None:
    text = why(OPENED, policy=Policy(first_response="1h", resolution="3 working days"))
    assert (
        "Решение: 3 рабочих дня\n"
        "Считаем с обращения: пт 30 октября 16:20; этот день не считается\n"
        "• 31 октября – 1 ноября: выходные\n"
        "• 2–3 ноября: 2 рабочих дня\n"
        "• ср 4 ноября: День народного единства\n"
        "• чт 5 ноября: 1 рабочий день\n"
        "Срок: чт 5 ноября 2026, 18:30\n"
    ) in text


def test_a_term_in_calendar_days_names_its_last_day_and_why_it_moves() -> None:
    # 30 October and 30 days is Sunday 29 November; by article 193 of the Civil Code the term ends on Monday
    text = why(OPENED, policy=Policy(first_response="1h", resolution="30 days"))
    assert (
        "Решение: 30 календарных дней\n"
        "Считаем с обращения: пт 30 октября 16:20; этот день не считается\n"
        "• последний день — вс 29 ноября, выходной; переносится на пн 30 ноября\n"
        "Срок: пн 30 ноября 2026, 18:30\n"
        "Осталось 25 дней 8 часов."
    ) in text


def test_a_wait_moves_a_term_in_days_and_the_new_date_is_told() -> None:
    # two midnights passed while the requester was waited for: the term of 5 November ends on the 9th, a Monday
    waited = Happened(at("2026-11-02 11:05"), Event.WAITING), Happened(at("2026-11-04 12:00"), Event.RESUMED)
    text = why(OPENED, *waited, policy=Policy(first_response="1h", resolution="6 days"))
    assert (
        "• последний день: чт 5 ноября\n"
        "• пн 2 ноября 11:05 – ср 4 ноября 12:00: ждали вашего ответа, срок сдвинут на пн 9 ноября 2026, 18:30\n"
        "Срок: пн 9 ноября 2026, 18:30\n"
    ) in text


def test_by_sms_it_is_one_clock_in_few_words() -> None:
    grounds = Grounds(125, OPENED.at, "Регламент", 3, "Сбой", "support", "3fa2b1c0ffee")
    log = [OPENED, ANSWERED, ASKED, TOLD, Happened(at("2026-11-03 10:00"), Event.ANSWERED), EXTENDED]
    text = explain_briefly(
        grounds, fold(log, POLICY, DESK), DESK, Reader("ru", "Europe/Moscow", at("2026-11-05 10:00"))
    )
    assert text == (
        "№125. Решение: 24 часа рабочего времени. Считаем с 30.10 16:20 МСК. "
        "Ждали вас 22 часа 35 минут, не считается. Срок продлён. Срок 09.11 18:00 МСК. "
        "Осталось 26 ч рабочего времени."
    )


def test_an_answer_that_was_on_its_way_and_never_arrived_is_named_and_its_time_is_not_counted() -> None:
    failed = Happened(at("2026-10-30 18:00"), Event.ANSWER_FAILED)
    text = why(OPENED, ANSWERED, failed)
    assert "• пт 30 октября 17:05 – пт 30 октября 18:00: наш ответ был в пути и не дошёл, не считается" in text
    assert "срок: пн 2 ноября 2026, 12:15" in text
    in_days = why(OPENED, ANSWERED, failed, policy=Policy(first_response="1 working day"), staff=True)
    assert "ответ был в пути и не дошёл, срок сдвинут на" in in_days
