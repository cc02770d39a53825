"""Staff change what a ticket is, and with it what is promised; two tickets about one thing become one."""

import pytest

from models.actions.tickets import tickets
from models.db import Database
from models.queries.persons import Requester
from models.queries.tickets import open_tickets_of, where_it_goes_on
from tests.actions.staff_office import GROUP, at, moscow
from tests.desk.ordering_office import OrderingOffice
from tests.journeys.regulations import RUSSIAN


@pytest.mark.parametrize("typed", ["high", "HIGH", "высокая", "Высокий", "High", "major"])
def test_severity_in_either_language_moves_the_deadlines(office: OrderingOffice, ticket_id: int, typed: str) -> None:
    office.types(f"/severity {typed}", ticket_id)
    view = office.view(ticket_id)
    assert (view.severity, view.resolution_due_at) == ("high", moscow("11-12T11:00"))
    (told,) = office.news(ticket_id)
    assert "Иван меняет срочность: обычная → высокая." in told
    assert "Решить до: чт 12 ноября 2026, 11:00" in told
    assert office.events(ticket_id, "changed") == [{"what": "severity", "before": "normal", "after": "high"}]


def test_a_promise_that_moves_later_is_told_to_the_requester(
    office: OrderingOffice, anna: Requester, ticket_id: int
) -> None:
    office.types("/severity низкая", ticket_id)
    (told,) = office.news(to=anna)
    assert told.splitlines() == [
        "У заявки №1 изменилась срочность: низкая.",
        "Ответим не позже чем сегодня в 16:00 (МСК) (прежний срок: сегодня в 13:00).",
        "Решим не позже чем в понедельник, 16 ноября, в 17:00 (МСК) (прежний срок: в пятницу, 13 ноября, в 10:00).",
    ]


def test_a_promise_that_moves_earlier_needs_no_words(office: OrderingOffice, anna: Requester, ticket_id: int) -> None:
    office.types("/severity high", ticket_id)
    assert office.news(to=anna) == []


def test_a_promise_that_was_kept_is_not_told_of_again(
    office: OrderingOffice, anna: Requester, ticket_id: int
) -> None:
    office.answers(ticket_id, "Здравствуйте", at("1m"))
    office.reads()
    office.types("/severity low", ticket_id, when=at("2m"))
    (told,) = office.news(to=anna)
    assert "Ответим" not in told
    assert "Решим не позже" in told


def test_an_unknown_value_lists_what_may_be_said(office: OrderingOffice, ticket_id: int) -> None:
    office.types("/severity ужасная", ticket_id)
    assert "низкая (low), обычная (normal), высокая (high), критическая (critical)" in office.news(to=GROUP)[-1]
    office.types("/kind чудо", ticket_id)
    assert "Вопрос (question), Пожелание (wish), Авария (outage)" in office.news(to=GROUP)[-1]
    office.types("/severity обычная", ticket_id)
    assert "Уже так: обычная" in office.news(to=GROUP)[-1]
    assert office.events(ticket_id, "changed") == []


def test_without_a_value_the_present_one_is_shown_with_the_others_as_buttons(
    office: OrderingOffice, ticket_id: int
) -> None:
    office.types("/kind", ticket_id)
    assert office.news(ticket_id) == ["Тема: Вопрос. Изменить:"]
    assert office.news(to=GROUP) == []
    assert office.presses("Авария", when=at("1m")) == "Готово."
    view = office.view(ticket_id)
    assert (view.kind, view.severity) == ("outage", "critical")  # a kind brings its own severity
    assert "Уже так" in office.presses("Авария")


def test_a_severity_that_staff_had_set_stays_when_the_kind_changes(office: OrderingOffice, ticket_id: int) -> None:
    office.types("/severity low", ticket_id)
    office.types("/kind Авария", ticket_id)
    assert (office.view(ticket_id).kind, office.view(ticket_id).severity) == ("outage", "low")


def test_a_clock_that_the_new_kind_does_not_have_stops(
    office: OrderingOffice, anna: Requester, ticket_id: int
) -> None:
    office.types("/kind wish", ticket_id)
    row = office.timer(ticket_id)
    assert (row.state, row.due_at, office.view(ticket_id).resolution_due_at) == ("stopped", None, None)
    assert "Прежний срок решения (в пятницу, 13 ноября, в 10:00) больше не действует." in office.news(to=anna)[-1]
    office.enforces(at("20d"))
    assert not any("Срок решения прошёл" in text for text in office.words())


def test_the_tier_is_the_persons_too(office: OrderingOffice, anna: Requester, ticket_id: int) -> None:
    office.types("/tier Расширенный", ticket_id)
    view = office.view(ticket_id)
    assert (view.tier, view.resolution_due_at) == ("extended", moscow("11-12T15:00"))
    assert "Для новых заявок тоже" in office.news(ticket_id)[-1]
    office.types("/tier basic", ticket_id)
    assert office.view(ticket_id).tier == "basic"
    assert "уровень обслуживания: Базовый" in office.news(to=anna)[-1]


def test_a_regulation_without_tiers_says_so(database: Database) -> None:
    office = OrderingOffice(database, RUSSIAN)
    office.types("/tier basic", office.shows())
    assert "нет уровней" in office.news(to=GROUP)[-1]


def test_a_closed_ticket_stays_what_it_was(office: OrderingOffice, ticket_id: int) -> None:
    with office.database.write() as tx:
        tickets.close(tx, at("1m"), office.view(ticket_id), office.regulation, phrase="staff.closed_by_requester")
    office.types("/severity high", ticket_id)
    assert "уже закрыта" in office.news(to=GROUP)[-1]
    assert office.view(ticket_id).severity == "normal"
    office.enforces(at("20d"))
    assert not any("Срок решения прошёл" in text for text in office.words())


@pytest.mark.parametrize("verb", ["severity.deadly", "kind.", "tier.gold", "kind.question:"])
def test_a_forged_button_changes_nothing(office: OrderingOffice, ticket_id: int, verb: str) -> None:
    assert office.forges(f"t:{ticket_id}:0:{verb}")
    assert office.events(ticket_id, "changed") == []


def test_reopening_after_a_breach_is_not_overdue_at_once(office: OrderingOffice, ticket_id: int) -> None:
    office.enforces(at("5d"))
    with office.database.write() as tx:
        tickets.close(tx, at("5d"), office.view(ticket_id), office.regulation, phrase="staff.closed_by_requester")
    office.types("/reopen", ticket_id, when=at("6d"))
    due = office.view(ticket_id).resolution_due_at
    assert due is not None
    assert due > at("6d").now
    office.reads()
    office.enforces(at("6d"))
    assert office.news(ticket_id) == []


def test_an_answer_at_the_very_second_is_in_time(office: OrderingOffice, ticket_id: int) -> None:
    office.enforces(at("59m"))
    office.asks(ticket_id, "Какая лампочка?", when=at("60m"))
    assert office.timer(ticket_id, "first_response").state == "met"
    office.enforces(at("61m"))
    assert not any("Срок первого ответа прошёл" in text for text in office.words())


# -- merging


@pytest.fixture
def second(office: OrderingOffice, anna: Requester, ticket_id: int) -> int:
    """№2 of the same requester."""
    second = office.shows(anna)
    office.reads()
    return second


def test_a_merged_ticket_is_closed_and_says_where_it_goes_on(
    office: OrderingOffice, anna: Requester, ticket_id: int, second: int
) -> None:
    office.types("/merge 1", second)
    view = office.view(second)
    assert (view.state, view.merged_into_id) == ("closed", ticket_id)
    assert "объединяет эту заявку с №1" in office.news(second)[-1]
    assert "объединяет с этой заявкой №2" in office.news(ticket_id)[-1]
    assert office.news(to=anna) == ["Заявка №2 объединена с №1: о том и другом отвечаем в заявке №1."]
    office.types("/merge 1", second)
    assert "объединена с №1" in office.news(to=GROUP)[-1]
    assert len(office.events(second, "merged")) == 1


def test_two_tickets_are_merged_from_the_topic_of_a_third(
    office: OrderingOffice, anna: Requester, ticket_id: int, second: int
) -> None:
    third = office.shows(anna)
    office.types("/merge 1 2", third)
    merged = {office.view(one).number: office.view(one).merged_into for one in (ticket_id, second, third)}
    assert sorted(filter(None, merged.values())) in ([1], [2])
    assert merged[3] is None
    assert office.view(third).is_open


def test_a_merged_ticket_never_escalates(office: OrderingOffice, ticket_id: int, second: int) -> None:
    office.has_head()
    office.enforces(at("61m"))  # both are late
    office.types("/merge 1", second, when=at("62m"))
    assert office.timer(second, "first_response").due_at is None
    assert office.timer(second).due_at is None
    office.reads()
    office.enforces(at("20d"))
    posts = [row for row in office.rows() if row.ticket_id == second and "Срок" in row.payload.get("text", "")]
    assert [row.id for row in posts if row.id > office.last_read] == []
    assert office.news(ticket_id)


def test_a_reply_to_the_merged_ticket_goes_where_it_goes_on(
    office: OrderingOffice, anna: Requester, ticket_id: int, second: int
) -> None:
    office.types("/merge 1", second)
    with office.database.read() as tx:
        assert where_it_goes_on(tx, office.organisation_id, second) == ticket_id
        assert [view.id for view in open_tickets_of(tx, anna)] == [ticket_id]


def test_tickets_of_two_people_are_never_merged(office: OrderingOffice, ticket_id: int) -> None:
    other = office.shows(office.meets("Борис"))
    office.types("/merge 1", other)
    assert "другого абонента" in office.news(to=GROUP)[-1]
    assert office.view(other).is_open


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/merge", "С какой заявкой"),
        ("/merge 2", "с ней самой"),
        ("/merge 99", "Какая заявка?"),
        ("/merge 1 2 3", "С какой заявкой"),
        ("/merge один", "С какой заявкой"),
    ],
)
def test_what_cannot_be_merged_is_refused_in_words(
    office: OrderingOffice, second: int, typed: str, said: str
) -> None:
    office.types(typed, second)
    assert said in office.news(to=GROUP)[-1]
    assert office.view(second).is_open


def test_a_closed_ticket_takes_nothing_in(office: OrderingOffice, ticket_id: int, second: int) -> None:
    with office.database.write() as tx:
        tickets.close(tx, at("1m"), office.view(ticket_id), office.regulation, phrase="staff.closed_by_requester")
    office.types("/merge 1", second)
    assert "№1 закрыта" in office.news(to=GROUP)[-1]


def test_both_numbers_from_anywhere_and_reopening_parts_them(
    office: OrderingOffice, ticket_id: int, second: int
) -> None:
    office.types("/merge 2 1")
    assert office.news(to=GROUP) == ["Готово."]
    assert office.view(second).merged_into_id == ticket_id
    office.types("/reopen", second, when=at("1m"))
    view = office.view(second)
    assert (view.state, view.merged_into_id) == ("open", None)
    assert view.resolution_due_at is not None
