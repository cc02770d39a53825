"""Whom each rung reaches: people in private, else in the topic by name; a phone; and never nobody."""

from models.actions.desk import editions as editions
from models.actions.desk import staff
from models.actions.ladder.duty import DutyDesk, stand_in
from models.actions.tickets import tickets
from models.actions.tickets.acting import Acting
from models.db import Database
from models.rules.delivery.send_results import FailedPermanently, Refusal
from tests.actions.ladder_office import ANNA, IVAN, OLGA, PETR, LadderOffice, regulation
from tests.actions.office import ACCOUNT, at
from tests.journeys.regulations import PEOPLE

TAKEN = "taken"


def desk_with(database: Database, *rungs: str, **facts: str) -> LadderOffice:
    return LadderOffice(database, regulation(f"[{', '.join(rungs)}]", **facts))


def takes(desk: LadderOffice, ticket_id: int, agent_id: int, name: str = "Иван") -> None:
    with desk.database.write() as tx:
        tickets.take(Acting(tx, at("1m"), desk.view(ticket_id), desk.regulation, agent_id, name))


def test_the_group_learns_who_is_on_duty(database: Database) -> None:
    desk = desk_with(database, '{ after = "0m", to = "group" }')
    desk.shows()
    (told,) = desk.runs_out("60m")
    assert told.chat is None
    assert "Срок первого ответа прошёл" in told.text
    assert "Дежурит Иван Петров." in told.text
    assert (told.mentions, told.silent) == ([], False)
    assert told.buttons[0].endswith(TAKEN)


def test_whoever_is_on_duty_and_enrolled_is_named_so_that_they_notice(database: Database) -> None:
    desk = desk_with(database, '{ after = "0m", to = "group" }')
    desk.enrols("ivan", IVAN)
    desk.shows()
    (told,) = desk.runs_out("60m")
    assert told.mentions == [IVAN]


def test_duty_is_told_in_private_and_the_topic_only_of_the_breach(database: Database) -> None:
    desk = desk_with(database, '{ after = "0m", to = "duty" }')
    desk.enrols("ivan", IVAN)
    desk.enrols("petr", PETR)
    desk.shows()
    topic, private = desk.runs_out("60m")
    assert (topic.chat, private.chat) == (None, IVAN)
    assert "нет первого ответа" in private.text
    assert "Сейчас дежурите вы." in private.text
    assert private.buttons[0].endswith(TAKEN)


def test_duty_who_has_not_enrolled_is_named_in_the_topic(database: Database) -> None:
    desk = desk_with(database, '{ after = "15m", to = "duty" }')
    desk.shows()
    desk.runs_out("60m")
    (told,) = desk.runs_out("75m")
    assert told.chat is None
    assert "Дежурит Иван Петров." in told.text
    assert "Лично не предупреждены: Иван Петров." in told.text


def test_the_assignee_is_told_in_private_when_they_can_be_reached(database: Database) -> None:
    desk = desk_with(database, '{ after = "0m", to = "group" }', '{ after = "15m", to = "assignee" }')
    ivan = desk.enrols("ivan", IVAN, "Иван")
    ticket_id = desk.shows()
    takes(desk, ticket_id, ivan)
    desk.runs_out("60m")
    (told,) = desk.runs_out("75m")
    assert told.chat == IVAN
    assert "Заявку ведёте вы." in told.text
    assert "Ступень 2 из 2." in told.text


def test_an_assignee_who_has_not_enrolled_is_mentioned_in_the_topic(database: Database) -> None:
    desk = desk_with(database, '{ after = "15m", to = "assignee" }')
    ticket_id = desk.shows()
    takes(desk, ticket_id, desk.ivan)
    desk.runs_out("60m")
    (told,) = desk.runs_out("75m")
    assert told.chat is None
    assert "Иван, заявку ведёте вы." in told.text
    assert len(told.mentions) == 1


def test_a_ticket_that_nobody_leads_calls_the_group_instead(database: Database) -> None:
    desk = desk_with(database, '{ after = "15m", to = "assignee" }')
    desk.shows()
    desk.runs_out("60m")
    (told,) = desk.runs_out("75m")
    assert told.chat is None
    assert "Дежурит Иван Петров." in told.text
    assert "Кто берёт?" in told.text


def test_named_people_are_told_in_private_and_those_who_cannot_be_reached_are_named(database: Database) -> None:
    desk = desk_with(database, '{ after = "15m", to = "agents", agents = ["petr", "anna"] }')
    desk.enrols("anna", ANNA)
    desk.shows()
    desk.runs_out("60m")
    topic, private = sorted(desk.runs_out("75m"), key=lambda told: told.chat or 0)
    assert (topic.chat, private.chat) == (None, ANNA)
    assert "Лично не предупреждены: Пётр Орлов." in topic.text


def test_who_stopped_the_bot_counts_as_not_reached_until_they_come_back(database: Database) -> None:
    desk = desk_with(database, '{ after = "15m", to = "duty" }')
    desk.enrols("ivan", IVAN)
    with desk.database.write() as tx:
        assert staff.unreachable(tx, desk.organisation_id, ACCOUNT, IVAN).staff_key == "ivan"
        assert staff.unreachable(tx, desk.organisation_id, ACCOUNT, IVAN).staff_key is None
    desk.shows()
    desk.runs_out("60m")
    assert [told.chat for told in desk.runs_out("75m")] == [None]
    with desk.database.write() as tx:
        assert staff.back(tx, desk.organisation_id, ACCOUNT, IVAN).staff_key == "ivan"
    desk.shows()
    assert IVAN in [told.chat for told in desk.runs_out("80m")]


def test_who_turns_out_to_have_stopped_the_bot_is_missed_in_the_topic_at_once(database: Database) -> None:
    desk = desk_with(database, '{ after = "15m", to = "duty" }')
    desk.enrols("ivan", IVAN, "Иван")
    desk.shows()
    desk.runs_out("75m")
    desk.delivers(
        at("75m"),
        lambda sent: FailedPermanently(Refusal.BLOCKED, "blocked") if sent.chat_id == IVAN else desk.appears(sent),
    )
    assert any("Лично не предупреждены: Иван." in words for words in desk.words())
    assert not any("нет руководителя" in words for words in desk.words())


def test_a_phone_gets_an_sms_that_names_the_ticket_and_the_rung(database: Database) -> None:
    rungs = ('{ after = "0m", to = "group" }', '{ after = "15m", to = "phone", phone = "+74950000000" }')
    desk = desk_with(database, *rungs)
    desk.has_modem()
    desk.shows()
    desk.runs_out("60m")
    assert desk.runs_out("75m") == []
    ((kind, number, words),) = desk.phoned()
    assert (kind, number) == ("sms", "+74950000000")
    assert words == "Заявка №1: нет первого ответа, срок был 13:00 МСК. Ступень 2 из 2."


def test_without_a_number_of_its_own_the_phone_of_whoever_is_on_duty_rings(database: Database) -> None:
    text = PEOPLE.replace('name = "Пётр Орлов"', 'name = "Пётр Орлов"\nphone = "+79160000002"')
    desk = desk_with(database, '{ after = "0m", to = "ring" }', people=text)
    desk.has_modem()
    desk.shows()
    desk.runs_out("60m")
    assert [(kind, number) for kind, number, _ in desk.phoned()] == [("ring", "+79161234567")]
    desk.shows()
    desk.runs_out("7d")  # in the week of Пётр
    assert desk.phoned()[-1][1] == "+79160000002"


def test_without_a_modem_the_topic_says_that_nobody_was_rung(database: Database) -> None:
    desk = desk_with(database, '{ after = "15m", to = "ring", phone = "+74950000000" }')
    desk.shows()
    desk.runs_out("60m")
    (told,) = desk.runs_out("75m")
    assert told.chat is None
    assert "нет модема на связи" in told.text
    assert "Кто берёт?" in told.text


def test_a_stand_in_without_a_phone_is_told_of_in_the_topic(database: Database) -> None:
    text = PEOPLE.replace('name = "Пётр Орлов"', 'name = "Пётр Орлов"\nphone = "+79160000002"')
    desk = desk_with(database, '{ after = "15m", to = "phone" }', people=text)
    desk.has_modem()
    with desk.database.write() as tx:
        stand_in(
            DutyDesk(tx, at().now, desk.organisation_id, desk.regulation, "support", desk.desk_id),
            "anna",
            None,
            desk.ivan,
        )
    desk.shows()
    desk.runs_out("60m")
    (told,) = desk.runs_out("75m")
    assert "нет его телефона" in told.text
    assert desk.phoned() == []


def test_a_head_who_also_leads_the_ticket_gets_one_message_that_names_the_highest_rung(database: Database) -> None:
    rungs = ('{ after = "0m", to = "assignee" }', '{ after = "15m", to = "head" }', '{ after = "30m", to = "group" }')
    desk = desk_with(database, *rungs)
    olga = desk.enrols("anna", OLGA, "Ольга")
    ticket_id = desk.shows()
    takes(desk, ticket_id, olga, "Ольга")
    told = desk.runs_out("3h")
    assert sorted(one.chat or 0 for one in told) == [0, OLGA]
    assert all("Ступень 3 из 3." in one.text and "с опозданием" in one.text for one in told)


def test_two_rungs_for_the_same_head_do_not_read_the_same(database: Database) -> None:
    desk = desk_with(database, '{ after = "15m", to = "head" }', '{ after = "30m", to = "head" }')
    desk.shows()
    desk.runs_out("60m")
    (first,) = desk.runs_out("75m")
    (second,) = desk.runs_out("90m")
    assert "Ступень 1 из 2." in first.text
    assert "Опоздание: 15 минут." in first.text
    assert "Ступень 2 из 2." in second.text
    assert "Опоздание: 30 минут." in second.text


def test_a_desk_without_a_group_still_reaches_its_head(database: Database) -> None:
    desk = LadderOffice(database, regulation('[{ after = "0m", to = "group" }]'), bound=False)
    desk.opens(desk.meets())
    told = desk.runs_out("60m")
    assert [one.chat for one in told] == [OLGA]


def test_whoever_left_the_regulation_is_told_nothing_more(database: Database) -> None:
    desk = desk_with(database, '{ after = "15m", to = "agents", agents = ["anna"] }')
    desk.enrols("anna", ANNA)
    desk.shows()
    without = regulation('[{ after = "15m", to = "group" }]').replace(
        'id = "anna"\nname = "Анна Ли"', 'id = "oleg"\nname = "Олег"'
    )
    with desk.database.write() as tx:
        editions.adopt(tx, without, at("1m").now)
    desk.runs_out("60m")
    assert [told.chat for told in desk.runs_out("75m")] == [None]
