""" "Taken" stops the whole ladder; asking for the head twice asks once; nobody acts who was not called."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from models.actions.ladder import escalations
from models.actions.tickets import tickets
from models.actions.tickets.acting import Acting
from models.db import Database
from models.queries.tickets import ticket_by_id
from models.rules.deadlines.ticket_clock import Event
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.payloads import as_edit
from models.tables.tickets import ticket_event
from models.tables.timers import escalation, timer
from tests.actions.ladder_office import ANNA, IVAN, PETR, LadderOffice, regulation
from tests.actions.office import at

_PHONE = '{ after = "30m", to = "phone", phone = "+74950000000" }'
_LADDER = f'[{{ after = "0m", to = "group" }}, {{ after = "15m", to = "duty" }}, {_PHONE}]'
BOTH_CLOCKS = 'first_response = "1h"\nwork_started = "1h"\nresolution = "8h"'


def desk_of(database: Database, policy: str = "") -> LadderOffice:
    desk = LadderOffice(database, regulation(_LADDER, policy=policy))
    desk.enrols("ivan", IVAN, "Иван")
    desk.has_modem()
    return desk


def takes(desk: LadderOffice, ticket_id: int, when: str, name: str = "Иван") -> bool:
    with desk.database.write() as tx:
        view = tickets.locked(tx, ticket_by_id(tx, desk.organisation_id, ticket_id))
        return escalations.take_escalation(Acting(tx, at(when), view, desk.regulation, desk.ivan, name))


def escalates(desk: LadderOffice, ticket_id: int, when: str) -> bool:
    with desk.database.write() as tx:
        view = tickets.locked(tx, ticket_by_id(tx, desk.organisation_id, ticket_id))
        return escalations.escalate(Acting(tx, at(when), view, desk.regulation, desk.ivan, "Иван"))


def events(desk: LadderOffice, ticket_id: int) -> list[str]:
    with desk.database.read() as tx:
        query = select(ticket_event.c.kind).where(ticket_event.c.ticket_id == ticket_id).order_by(ticket_event.c.id)
        return list(tx.execute(query).scalars())


def test_who_takes_what_nobody_led_leads_it_and_work_has_started(database: Database) -> None:
    desk = desk_of(database, BOTH_CLOCKS)
    ticket_id = desk.shows()
    desk.runs_out("60m")
    assert takes(desk, ticket_id, "61m")
    assert desk.view(ticket_id).assignee_name == "Иван"
    assert Event.TAKEN in events(desk, ticket_id)
    assert "Иван берёт на себя и ведёт заявку, оповещение остановлено." in desk.words()


def test_who_takes_what_somebody_leads_changes_nobody(database: Database) -> None:
    desk = desk_of(database)
    ticket_id = desk.shows()
    petr = desk.agent("Пётр")
    with desk.database.write() as tx:
        tickets.take(Acting(tx, at("1m"), desk.view(ticket_id), desk.regulation, petr, "Пётр"))
    desk.runs_out("60m")
    assert takes(desk, ticket_id, "61m")
    assert desk.view(ticket_id).assignee_name == "Пётр"
    assert "Иван берёт на себя, оповещение остановлено." in desk.words()


def test_all_ladders_of_the_ticket_that_have_begun_stop_and_the_others_do_not(database: Database) -> None:
    desk = desk_of(database, BOTH_CLOCKS)
    ticket_id = desk.shows()
    desk.runs_out("60m")
    takes(desk, ticket_id, "61m")
    assert desk.runs_out("5h") == []
    assert desk.phoned() == []
    assert any("Срок решения прошёл" in told.text for told in desk.runs_out("8h"))


def test_a_clock_that_has_only_warned_goes_on_to_its_deadline(database: Database) -> None:
    rungs = '[{ after = "0m", to = "group" }, { after = "900h", to = "head" }]'
    desk = LadderOffice(database, regulation(rungs, policy='first_response = "1h"\nresolution = "8h"'))
    ticket_id = desk.shows()
    desk.runs_out("60m")
    assert any("До срока решения" in told.text for told in desk.runs_out("7h"))
    assert takes(desk, ticket_id, "7h")
    with desk.database.read() as tx:
        clocks = {row.clock: row.state for row in tx.execute(select(timer.c.clock, timer.c.state))}
    assert clocks == {"first_response": "taken", "resolution": "running"}
    assert any("Срок решения прошёл" in told.text for told in desk.runs_out("8h"))


def test_a_clock_that_only_missed_its_aim_goes_on_to_its_deadline(database: Database) -> None:
    desk = desk_of(database, 'first_response = "1h"\nresolution = { target = "30m", limit = "8h" }')
    ticket_id = desk.shows()
    desk.runs_out("60m")
    takes(desk, ticket_id, "61m")
    assert any("Срок решения прошёл" in told.text for told in desk.runs_out("8h"))


def test_what_has_not_left_for_a_phone_stays(database: Database) -> None:
    desk = desk_of(database)
    ticket_id = desk.shows()
    desk.runs_out("90m")
    assert [row.state for row in desk.rows(RowKind.SMS)] == ["pending"]
    takes(desk, ticket_id, "91m")
    assert [row.state for row in desk.rows(RowKind.SMS)] == ["cancelled"]


def rewritten(desk: LadderOffice, when: str) -> dict[str, str]:
    """What posts in the topic say from then on, by the provider's id; all of them without buttons."""
    edits = [as_edit(sent.payload) for sent in desk.delivers(at(when)) if sent.kind == RowKind.EDIT]
    assert not any(edit.get("choices") for edit in edits)
    return {edit["provider_id"]: edit["text"] for edit in edits if "provider_id" in edit}


def test_posts_of_the_ladder_in_the_topic_say_once_who_took_it_and_call_nobody_any_more(database: Database) -> None:
    desk = LadderOffice(database, regulation('[{ after = "0m", to = "group" }, { after = "15m", to = "group" }]'))
    ticket_id = desk.shows()
    desk.runs_out("60m")
    desk.runs_out("75m")
    desk.delivers(at("75m"))
    takes(desk, ticket_id, "76m")
    taken = rewritten(desk, "76m")
    assert len(taken) == 2
    assert all("Срок первого ответа прошёл" in text and "Берёт на себя Иван." in text for text in taken.values())
    assert not any("Кто берёт?" in text for text in taken.values())
    escalates(desk, ticket_id, "80m")
    desk.delivers(at("80m"))
    takes(desk, ticket_id, "81m")
    again = rewritten(desk, "81m")
    assert list(again.values()) == ["Иван просит помощи руководителя.\nБерёт на себя Иван."]
    assert not taken.keys() & again.keys()


def test_who_is_named_below_the_call_is_still_named_after_it_was_taken(database: Database) -> None:
    desk = LadderOffice(database, regulation('[{ after = "0m", to = "group" }]'))
    desk.enrols("ivan", IVAN)
    ticket_id = desk.shows()
    assert desk.runs_out("60m")[0].mentions == [IVAN]
    desk.delivers(at("60m"))
    takes(desk, ticket_id, "61m", "Пётр Первый, который берёт всё")
    [edit] = [as_edit(sent.payload) for sent in desk.delivers(at("61m")) if sent.kind == RowKind.EDIT]
    [mention] = edit["entities"]
    assert edit["text"][mention["offset"] : mention["offset"] + mention["length"]] == "Иван Петров"


def test_a_second_press_says_who_took_it(database: Database) -> None:
    desk = desk_of(database)
    ticket_id = desk.shows()
    key = f"t:{ticket_id}:0:taken"
    assert "брать нечего" in desk.forges(key, "Коллега")
    desk.runs_out("60m")
    assert desk.forges(key, "Коллега", at("61m")) == "Готово."
    assert desk.forges(key, "Другой", at("61m")) == "Уже берёт на себя Коллега."
    with desk.database.read() as tx:
        assert tx.execute(select(timer.c.state).where(timer.c.clock == "first_response")).scalar_one() == "taken"


@pytest.mark.parametrize(
    ("who", "may"), [*((one, True) for one in ("Иван", "Ольга", "Пётр")), ("Анна", False), ("Чужой", False)]
)
def test_in_private_only_those_whom_the_ladder_may_call_take_it(database: Database, who: str, may: bool) -> None:
    desk = desk_of(database)
    desk.enrols("petr", PETR)
    desk.enrols("anna", ANNA)
    ticket_id = desk.shows()
    desk.runs_out("75m")
    told = desk.forges(f"t:{ticket_id}:0:taken", who, at("76m"), private=True)
    assert told == ("Готово." if may else "Действовать могут только участники рабочей группы.")
    assert (desk.view(ticket_id).assignee_id is not None) is may


@pytest.mark.parametrize("verb", ["close", "take", "escalate", "agree.1"])
def test_in_private_whom_the_ladder_called_may_do_nothing_but_take_it(database: Database, verb: str) -> None:
    desk = desk_of(database)
    ticket_id = desk.shows()
    desk.runs_out("75m")
    told = desk.forges(f"t:{ticket_id}:0:{verb}", "Иван", at("76m"), private=True)
    assert told == "Действовать могут только участники рабочей группы."


def test_asking_for_the_head_again_while_nobody_took_it_asks_nobody(database: Database) -> None:
    desk = desk_of(database)
    ticket_id = desk.shows()
    assert escalates(desk, ticket_id, "5m")
    posts = len(desk.rows())
    assert not escalates(desk, ticket_id, "6m")
    assert len(desk.rows()) == posts
    takes(desk, ticket_id, "7m")
    assert escalates(desk, ticket_id, "8m")


def test_a_head_who_stays_silent_for_long_can_be_asked_again(database: Database) -> None:
    desk = desk_of(database)
    ticket_id = desk.shows()
    assert escalates(desk, ticket_id, "5m")
    assert escalates(desk, ticket_id, "5h")


def test_two_agents_who_ask_for_the_head_at_once_ask_once(database: Database) -> None:
    desk = desk_of(database)
    ticket_id = desk.shows()
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: escalates(desk, ticket_id, "5m"), range(4))).count(True) == 1
    with desk.database.read() as tx:
        assert len(tx.execute(select(escalation.c.id)).all()) == 1


def test_the_button_of_the_card_says_that_the_head_was_asked(database: Database) -> None:
    desk = desk_of(database)
    ticket_id = desk.shows()
    key = f"t:{ticket_id}:{desk.view(ticket_id).version}:escalate"
    assert desk.forges(key, "Коллега") == "Готово."
    assert desk.forges(key, "Другой") == "Руководителя уже позвали; он пока не откликнулся."
