"""An agent moves the date of a solution: with a reason, and the requester reads both at once."""

from datetime import datetime, timedelta

import pytest

from models.actions.reach.persons import mark_address
from models.actions.tickets import tickets
from models.queries.persons import Requester
from tests.actions.staff_office import GROUP, at, moscow
from tests.desk.ordering_office import OrderingOffice


def due(office: OrderingOffice, ticket_id: int) -> datetime | None:
    return office.view(ticket_id).resolution_due_at


def test_one_command_moves_the_date_and_tells_everybody(
    office: OrderingOffice, anna: Requester, ticket_id: int
) -> None:
    assert due(office, ticket_id) == moscow("11-13T10:00")
    office.types("/extend +2 рабочих дня ждём деталь", ticket_id)
    assert due(office, ticket_id) == moscow("11-17T18:00")
    (topic,) = office.news(ticket_id)
    assert "Иван продлевает срок решения до вт 17 ноября 2026, 18:00" in topic
    assert "Причина: ждём деталь" in topic
    (told,) = office.news(to=anna)
    assert "решим не позже чем вторник" not in told
    assert "17 ноября, в 18:00 (МСК)" in told
    assert "прежний срок: в пятницу, 13 ноября, в 10:00)" in told
    assert "Причина: ждём деталь" in told
    (facts,) = office.events(ticket_id, "extended")
    assert (facts["until"], facts["reason"]) == (moscow("11-17T18:00").isoformat(), "ждём деталь")
    assert office.extensions() == ["granted"]
    assert any("17 ноября 2026, 18:00" in row.payload["text"] for row in office.rows() if row.kind == "edit_card")


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("+4ч поставщик молчит", "11-13T14:00"),  # from the deadline that holds
        ("на 1 рабочий день поставщик молчит", "11-16T18:00"),
        ("через 3 рабочих дня поставщик молчит", "11-16T18:00"),  # from now
        ("до пятницы 18:00 поставщик молчит", "11-13T18:00"),
        ("19 ноября поставщик молчит", "11-19T18:00"),
    ],
)
def test_dates_are_read_as_people_mean_them(office: OrderingOffice, ticket_id: int, words: str, until: str) -> None:
    office.types(f"/extend {words}", ticket_id)
    assert due(office, ticket_id) == moscow(until)


def test_a_deadline_that_has_passed_is_extended_from_now(
    office: OrderingOffice, anna: Requester, ticket_id: int
) -> None:
    office.types("/extend +1 рабочий день нашли причину", ticket_id, when=at("5d"))  # Monday, 12:00
    assert due(office, ticket_id) == moscow("11-17T18:00")
    (told,) = office.news(to=anna)
    assert "не успели решить заявку" in told
    assert "приносим извинения" in told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("когда-нибудь потом", "Не удалось понять"),
        ("вчера ждём деталь", "Не удалось понять"),
        ("1.11.2026 ждём деталь", "уже прошёл"),
        ("завтра ждём деталь", "не позже нынешнего: пт 13 ноября 2026, 10:00"),
        ("1.12.2027 ждём деталь", "366 дней"),
        ("до пятницы 18:00 " + "очень " * 100, "слишком длинная"),
        ("до пятницы 18:00 !", "причину словами"),
    ],
)
def test_what_cannot_be_promised_is_refused_in_words(
    office: OrderingOffice, anna: Requester, ticket_id: int, words: str, said: str
) -> None:
    office.types(f"/extend {words}", ticket_id)
    assert any(said in text for text in office.news(to=GROUP)), office.news(to=GROUP)
    assert due(office, ticket_id) == moscow("11-13T10:00")
    assert office.news(to=anna) == []
    assert office.extensions() == []


def test_by_number_from_anywhere_in_the_group(office: OrderingOffice, anna: Requester, ticket_id: int) -> None:
    number, other = office.view(ticket_id).number, office.shows(office.meets("Борис"))
    office.reads()
    office.types(f"/extend {number} +1 рабочий день ждём деталь")
    assert due(office, ticket_id) == moscow("11-16T18:00")
    assert office.news(to=GROUP) == ["Готово."]
    office.types(f"/extend {number} +1 рабочий день всё ещё ждём", other)
    assert due(office, ticket_id) == moscow("11-17T18:00")
    assert due(office, other) == moscow("11-13T10:00")
    office.types(f"/extend {number} до 23 ноября 12:00")
    assert office.news(to=GROUP)[-1] == f"Ответьте на вопрос в теме заявки №{number}."
    office.types(f"/extend {number} до 24 декабря 12:00 ждём завод")
    assert office.news(to=GROUP)[-1] == f"О продлении заявки №{number} решает руководитель."
    office.types("/extend 99 +1 день ждём")
    assert "Какая заявка?" in office.news(to=GROUP)[-1]


def test_a_number_that_begins_a_date_is_a_date(office: OrderingOffice, ticket_id: int) -> None:
    office.types("/extend 17 ноября ждём деталь", ticket_id)
    assert due(office, ticket_id) == moscow("11-17T18:00")


def test_the_button_asks_until_when_and_then_why(office: OrderingOffice, anna: Requester, ticket_id: int) -> None:
    office.forges(f"t:{ticket_id}:0:extend")
    (question,) = office.news(ticket_id)
    assert "До какого срока продлить?" in question
    labels = [c["label"] for row in office.rows() for line in row.payload.get("choices", ()) for c in line]
    offered = [label for label in labels if label.startswith("+")]
    assert offered == [
        "+4 рабочих часа · пт 13 ноября 2026, 14:00",
        "+1 рабочий день · пн 16 ноября 2026, 18:00",
        "+2 рабочих дня · вт 17 ноября 2026, 18:00",
        "+5 рабочих дней · пт 20 ноября 2026, 18:00",
    ]
    office.reads()
    office.presses("+2 рабочих дня")
    (question,) = office.news(ticket_id)
    assert "Новый срок: вт 17 ноября 2026, 18:00. По какой причине?" in question
    assert due(office, ticket_id) == moscow("11-13T10:00")
    office.replies("завтра привезут деталь", ticket_id)
    assert due(office, ticket_id) == moscow("11-17T18:00")
    told = [text for text in office.news(to=anna) if "завтра привезут деталь" in text]
    assert len(told) == 1
    assert told[0].startswith("Срок решения заявки")


def test_the_question_may_be_answered_with_date_and_reason_at_once(
    office: OrderingOffice, anna: Requester, ticket_id: int
) -> None:
    office.forges(f"t:{ticket_id}:0:extend")
    office.replies("до понедельника 12:00 ждём деталь", ticket_id)
    assert due(office, ticket_id) == moscow("11-16T12:00")
    assert ["до понедельника" in text for text in office.news(to=anna)] == [False]


def test_a_date_without_a_reason_is_asked_for_its_reason(office: OrderingOffice, ticket_id: int) -> None:
    office.types("/extend до понедельника 12:00", ticket_id)
    assert "По какой причине?" in office.news(ticket_id)[-1]
    assert due(office, ticket_id) == moscow("11-13T10:00")
    office.replies("ждём деталь", ticket_id)
    assert due(office, ticket_id) == moscow("11-16T12:00")


def test_a_reply_to_our_question_never_goes_to_the_requester(
    office: OrderingOffice, anna: Requester, ticket_id: int
) -> None:
    office.forges(f"t:{ticket_id}:0:extend")
    office.replies("ой, не знаю", ticket_id)
    assert "Не удалось понять" in office.news(ticket_id)[-1]
    office.presses("Отмена")
    office.replies("а я всё-таки отвечу", ticket_id)
    assert "уже решено" in office.news(ticket_id)[-1]
    assert office.news(to=anna) == []
    assert office.extensions() == ["dropped"]


def test_a_second_click_asks_nothing_twice_and_a_later_one_asks_anew(office: OrderingOffice, ticket_id: int) -> None:
    key = f"t:{ticket_id}:0:extend"
    office.forges(key)
    assert "уже задан" in office.forges(key, who="Пётр", when=at("30s"))
    assert len(office.news(ticket_id)) == 1
    office.forges(key, when=at("3m"))
    assert len(office.news(ticket_id)) == 2
    assert office.extensions() == ["dropped", "asked"]


def test_two_agents_who_press_at_once_name_one_date(office: OrderingOffice, ticket_id: int) -> None:
    office.forges(f"t:{ticket_id}:0:extend")
    two, five = office.buttons("+2"), office.buttons("+5")
    assert office.forges(two[-1]) == "Готово."
    assert "уже задан" in office.forges(five[-1], who="Пётр")
    office.replies("ждём деталь", ticket_id, who="Пётр")
    assert due(office, ticket_id) == moscow("11-17T18:00")
    assert "решено" in office.forges(five[-1])
    office.replies("ещё раз", ticket_id)
    assert office.extensions() == ["granted"]


@pytest.mark.parametrize(
    "verb", ["extend.1.1", "extend.999.1800000000", "extend.x", "agree.1", "noextend.7", "extend.1.99999999999999999"]
)
def test_a_forged_button_changes_nothing(office: OrderingOffice, ticket_id: int, verb: str) -> None:
    assert office.forges(f"t:{ticket_id}:0:{verb}")
    assert due(office, ticket_id) == moscow("11-13T10:00")
    assert office.extensions() == []


def test_a_reason_that_comes_too_late_asks_for_another_date(office: OrderingOffice, ticket_id: int) -> None:
    office.types("/extend до понедельника 12:00", ticket_id)
    office.replies("ждём деталь", ticket_id, when=at("6d"))
    assert "уже прошёл" in office.news(ticket_id)[-1]
    office.replies("+1 рабочий день ждём деталь", ticket_id, when=at("6d"))
    assert due(office, ticket_id) == moscow("11-18T18:00")


def test_a_ticket_without_a_promise_to_solve_has_nothing_to_extend(office: OrderingOffice, ticket_id: int) -> None:
    office.types("/kind wish", ticket_id)
    office.types("/extend +1 рабочий день ждём", ticket_id)
    assert "Продлевать нечего" in office.news(to=GROUP)[-1]


def test_a_closed_ticket_is_not_extended_and_its_question_is_over(office: OrderingOffice, ticket_id: int) -> None:
    office.forges(f"t:{ticket_id}:0:extend")
    with office.database.write() as tx:
        tickets.close(tx, at("1m"), office.view(ticket_id), office.regulation, phrase="staff.closed_by_requester")
    assert office.extensions() == ["dropped"]
    assert "уже закрыта" in office.presses("+1 рабочий день")
    office.replies("завтра 12:00 ждём", ticket_id)
    assert "уже закрыта" in office.news(ticket_id)[-1]


def test_after_a_breach_there_is_a_new_ladder_and_what_was_told_stays_recorded(
    office: OrderingOffice, ticket_id: int
) -> None:
    office.answers(ticket_id, "Ответ", at("10m"))
    breached = at("2d")
    office.enforces(breached)  # Friday, 12:00: two hours late
    before = office.timer(ticket_id)
    office.types("/extend до понедельника 18:00 ждём деталь", ticket_id, when=at("2d"))
    after = office.timer(ticket_id)
    assert after.cycle == before.cycle + 1
    assert after.state == "running"
    assert after.due_at is not None
    assert after.due_at > breached.now
    office.reads()
    office.enforces(at("5d"))
    office.enforces(at(f"{(moscow('11-16T19:00') - at().now) // timedelta(seconds=1)}s"))
    assert sum("Срок решения прошёл" in text for text in office.words()) == 2


def test_who_can_not_be_written_to_is_told_by_staff(office: OrderingOffice, anna: Requester, ticket_id: int) -> None:
    with office.database.write() as tx:
        mark_address(tx, anna.organisation_id, anna.address_id, "dead", "blocked", at().now)
    office.types("/extend +1 рабочий день ждём деталь", ticket_id)
    assert any("известите его сами" in text for text in office.news(ticket_id))
