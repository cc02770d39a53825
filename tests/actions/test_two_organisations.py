"""Organisations are walls: whatever somebody of one has in hand of the other, they see nothing and change nothing."""

from typing import Any

import pytest

from bot.desk.acts import _ACTS
from bot.desk.commands import NAMES
from models.actions.desk import staff
from models.actions.tickets import leaving
from models.actions.tickets.leaving import Person
from models.db import Database
from models.queries.staff_lists import everybody
from models.rules.delivery.choices import TAKEN, dialogue_key, duty_key, ticket_key
from models.rules.delivery.outgoing import RowKind
from tests.actions.neighbours import ANNA, SECRET, Neighbours
from tests.actions.office import GROUP, at

NOT_A_MEMBER = "Действовать могут только участники рабочей группы."
STALE = "Этот вариант уже не действует"


@pytest.fixture
def both(database: Database) -> Neighbours:
    return Neighbours(database)


def test_both_have_a_ticket_of_the_same_number_and_each_shows_its_own(both: Neighbours) -> None:
    for side, words in ((both.theirs, "Не горит лампа"), (both.ours, "Течёт кран")):
        (card, *_) = [row for row in side.rows(RowKind.CARD) if "№1" in row.payload["text"]]
        assert words in card.payload["text"]
        assert side.view(card.ticket_id).number == 1
    both.ours.types("/why 1", who="Иван")
    both.ours.hears_from(both.anna, "/status 1")
    assert "Течёт кран" in both.ours.private(both.anna)[-1]
    assert SECRET not in both.shown_to_us()


@pytest.mark.parametrize("command", ["/status 2", "/why 2", "/my", "/status", "/why №2", "/solved 2"])
def test_a_requester_finds_no_ticket_of_another_organisation_by_its_number(both: Neighbours, command: str) -> None:
    with both.nothing_happens_to_them():
        both.ours.hears_from(both.anna, command)
    assert SECRET not in both.shown_to_us()
    assert "лампа" not in both.shown_to_us()


@pytest.mark.parametrize("name", [*NAMES, "why", "ask"])
def test_a_command_of_staff_finds_no_ticket_of_another_organisation_by_its_number(
    both: Neighbours, name: str
) -> None:
    with both.nothing_happens_to_them():
        both.ours.types(f"/{name} 2 +1 день Ждём деталь")
        both.ours.types(f"/{name} №2", both.ticket)
    assert SECRET not in both.shown_to_us()


def test_no_ticket_is_merged_into_one_of_another_organisation(both: Neighbours) -> None:
    with both.nothing_happens_to_them():
        both.ours.types("/merge 1 2")
        both.ours.types("/merge 2 1")
        both.ours.types("/merge 2", both.ticket)
    assert both.ours.view(both.ticket).is_open


@pytest.mark.parametrize("verb", [*_ACTS, "resend.1", "sms.1.1", "nosms.1", "overflow.1", "agree.1", "severity.high"])
def test_a_button_of_another_organisations_ticket_does_nothing_in_our_group(both: Neighbours, verb: str) -> None:
    for ticket_id in both.tickets_there:
        version = both.theirs.view(ticket_id).version
        with both.nothing_happens_to_them():
            assert both.ours.forges(ticket_key(ticket_id, version, verb)) == NOT_A_MEMBER
    assert SECRET not in both.shown_to_us()


@pytest.mark.parametrize("verb", [TAKEN, "agree.1", "disagree.1", "take"])
def test_a_head_does_nothing_to_another_organisations_ticket_in_private(both: Neighbours, verb: str) -> None:
    """They are head of both, so that they may be shown such a button by the other bot."""
    both.ours.has_head()
    both.theirs.has_head()
    with both.nothing_happens_to_them():
        key = ticket_key(both.tickets_there[1], 0, verb)
        assert both.ours.forges(key, "Ольга", private=True) == NOT_A_MEMBER


@pytest.mark.parametrize("key", ["solved:{}", "unsolved:{}", "to:{}", "close:{}", "reopen:{}", "status:{}", "why:{}"])
def test_a_button_about_another_organisations_ticket_does_nothing_in_a_requesters_chat(
    both: Neighbours, key: str
) -> None:
    both.theirs.types("/close", both.tickets_there[1])
    for ticket_id in both.tickets_there:
        with both.nothing_happens_to_them():
            both.ours.forges_privately(both.anna, dialogue_key(0, key.format(ticket_id)))
    assert SECRET not in both.shown_to_us()


def test_a_button_of_another_organisations_roster_changes_nobodys_turn(both: Neighbours) -> None:
    with both.nothing_happens_to_them():
        assert both.ours.forges(duty_key(both.theirs.desk_id, 0, "ivan")) == NOT_A_MEMBER


def test_parts_of_another_organisations_ticket_are_not_reached_from_a_ticket_of_ours(both: Neighbours) -> None:
    """The button names our ticket, and behind it a message, an extension or a burst of theirs."""
    both.theirs.types("/extend", both.tickets_there[1])
    words = both.theirs.everything()["message"]
    with both.nothing_happens_to_them():
        for verb in ("resend", "nosms", "overflow", "noextend", "agree", "disagree", "slip", "sms", "correct"):
            for one in (row[0] for row in words):
                for argument in (f"{one}", f"{one}.1"):
                    both.ours.forges(ticket_key(both.ticket, 0, f"{verb}.{argument}"))
    assert SECRET not in both.shown_to_us()


@pytest.mark.parametrize("additional", [False, True])
def test_a_code_of_another_organisation_binds_no_group_and_is_not_spent(both: Neighbours, additional: bool) -> None:
    code = both.theirs.code(additional=additional)
    with both.nothing_happens_to_them():
        both.ours.types(f"/bind {code}", who="Ева", chat_id=-3003)
    assert "Код не подошёл" in both.ours.posted(-3003)[-1]
    both.theirs.types(f"/bind {code}", who="Ева", chat_id=-2002)
    assert "привязана к линии" in both.theirs.posted(-2002)[0]


@pytest.mark.parametrize(("purpose", "key"), [(staff.HEAD, None), (staff.MEMBER, "ivan")])
def test_a_link_of_another_organisation_makes_nobody_staff_and_is_not_spent(
    both: Neighbours, purpose: str, key: str | None
) -> None:
    link = both.theirs.link(purpose, key)
    with both.nothing_happens_to_them():
        assert "Ссылка не подошла" in both.ours.starts("Пётр", link)
    assert "Готово" in both.theirs.starts("Пётр", link)


def test_words_with_the_ids_of_another_organisations_messages_stay_where_they_were_said(both: Neighbours) -> None:
    """Replies, corrections and signs name a message by a number that another bot counts for itself."""
    said = both.theirs.hears_from(both.anna_there, "Лампа мигает")
    both.theirs.delivers()
    with both.nothing_happens_to_them():
        for number in (said, *both.theirs.message_numbers()):
            both.ours.corrects(both.anna, number, "Другие слова")
            both.ours.signs(both.anna, number, "👍")
            both.ours.signs(both.anna, number, "👎")
        reply = {"message_id": said, "date": 0, "chat": {"id": ANNA, "type": "private"}, "text": "…"}
        both.ours.hears_from(both.anna, "Это ответ", reply_to_message=reply)
    assert "Лампа" not in both.shown_to_us()
    assert "Это ответ" in both.ours.topic(both.ticket)[-1]


def test_agents_correct_and_answer_nothing_in_another_organisations_topic(both: Neighbours) -> None:
    """The same group number and the same topic, but another bot hears it."""
    written = both.theirs.types("Скоро починим", both.tickets_there[1])
    both.theirs.delivers()
    there = both.theirs.view(both.tickets_there[1]).thread_id
    topic: dict[str, Any] = {"message_thread_id": there, "is_topic_message": True}
    with both.nothing_happens_to_them():
        for chat_id in (both.ours.home, both.theirs.home):
            both.ours.types("Чужие слова", chat_id=chat_id, **topic)
            both.ours.types("/take", chat_id=chat_id, **topic)
            both.ours.edits(written, "Другие слова", None)
    assert SECRET not in both.shown_to_us()


def test_a_group_of_another_organisation_is_a_stranger_to_our_bot(both: Neighbours) -> None:
    with both.nothing_happens_to_them():
        both.ours.types("/take 1", chat_id=GROUP)
        both.ours.bot_becomes("left", GROUP)
        both.ours.bot_becomes("administrator", GROUP)
        both.ours.member_becomes("Иван", "left", GROUP)
    both.theirs.types("/take 1")
    assert both.theirs.view(both.tickets_there[0]).assignee_id is not None


def test_who_stops_one_bot_is_reached_by_the_other(both: Neighbours) -> None:
    both.ours.has_head(ANNA, "Анна")
    both.theirs.has_head(ANNA, "Анна")
    with both.nothing_happens_to_them():
        both.ours.stops_the_bot(ANNA)
    assert both.ours.news(both.ticket)


def test_who_is_dismissed_by_one_organisation_acts_for_the_other(both: Neighbours) -> None:
    both.theirs.types("/take", both.tickets_there[0])
    with both.nothing_happens_to_them(), both.ours.database.write() as tx:
        leaving.dismiss(tx, at(), both.ours.organisation_id, Person(both.ours.ivan, "Иван", "9001"))
    assert "больше не работаете" in both.ours.forges(ticket_key(both.ticket, 0, "take"))
    both.theirs.types("Сейчас придём", both.tickets_there[0])
    assert "Сейчас придём" in both.theirs.private(both.anna_there)[-1]


def test_a_list_of_staff_names_nobody_of_another_organisation(both: Neighbours) -> None:
    both.theirs.has_head(500, "Ольга")
    both.ours.agent("Пётр")
    with both.ours.database.read() as tx:
        listed = everybody(tx, both.ours.organisation_id)
    assert [one.name for one in listed] == ["Иван", "Пётр"]
    assert not any(one.head_of for one in listed)


def test_when_time_runs_out_nobody_of_another_organisation_hears_of_it(both: Neighbours) -> None:
    """Timers of both are enforced together."""
    for side, head in ((both.theirs, "Ольга"), (both.ours, "Вера")):
        side.has_head({"Ольга": 500, "Вера": 600}[head], head)
    both.ours.enforces(at("3h"))
    assert "№2" in both.theirs.head_was_told(500)
    told = both.ours.head_was_told(600)
    assert "Течёт кран" in told
    assert SECRET not in told
    assert not both.ours.head_was_told(500)
    assert not both.theirs.head_was_told(600)


def test_what_a_person_is_called_here_is_not_known_there(both: Neighbours) -> None:
    with both.nothing_happens_to_them():
        both.ours.hears_from(both.anna, "/language en")
        both.ours.hears_from(both.anna, "Another leak")
    both.ours.delivers()
    assert both.theirs.view(both.tickets_there[0]).language == "ru"


#: What rows of ours in the inbox are called, with what they say.
OWN_ROWS = [
    {"kind": "silence", "address": str(ANNA)},
    {"kind": "late_edit", "message_id": 1, "version": 0},
    {"kind": "late_reaction", "message_id": 1, "address_id": 1},
    {"kind": "late_receipt", "tries": 0, "address": str(ANNA), "provider_id": "1", "state": "failed_permanently"},
    {},
]


@pytest.mark.parametrize("own", OWN_ROWS)
def test_an_update_made_by_who_has_our_token_is_no_row_of_ours_and_for_nobody_else(
    both: Neighbours, own: dict[str, Any]
) -> None:
    """Its secret follows from the token, so that its owner can bring any update to the webhook."""
    theirs = {"organisation_id": both.theirs.organisation_id}
    with both.nothing_happens_to_them():
        both.ours.comes({"message": both.ours.private_words(both.anna, "Ещё и капает"), **own, **theirs}, at())
    assert "Ещё и капает" in both.ours.topic(both.ticket)
    assert SECRET not in both.shown_to_us()
