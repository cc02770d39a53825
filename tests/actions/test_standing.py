"""The bot's own standing in a group, and what was said while it was out: nothing vanishes without a word."""

from dataclasses import replace
from typing import Any

import pytest

from bot.telegram.updates import ALLOWED_UPDATES, to_raw_inbound
from models.actions.queue.dispatching import Dispatch
from models.db import Database
from models.queries.staff import bound_group, group_of_desk
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.send_results import FailedPermanently, Refusal, SendResult
from tests.actions.groups_office import ACCOUNT, GROUP, OTHER, WELL, GroupsOffice, at


@pytest.fixture
def office(database: Database) -> GroupsOffice:
    return GroupsOffice(database)


@pytest.mark.parametrize("how", ["left", "kicked"])
def test_the_head_learns_that_the_bot_was_removed_and_by_whom(office: GroupsOffice, how: str) -> None:
    office.has_head(500)
    office.bot_becomes(how)
    with office.database.read() as tx:
        assert group_of_desk(tx, office.organisation_id, office.desk_id) is None
    (told,) = office.posted(500)
    assert "Глеб (Telegram id" in told
    assert "удалил(а) бота из группы «Поддержка»" in told


def test_what_comes_while_the_bot_is_out_waits_and_goes_on_in_the_same_topic(office: GroupsOffice) -> None:
    ticket_id = office.shows()
    thread_id = office.view(ticket_id).thread_id
    office.bot_becomes("kicked")
    office.adds(ticket_id, "раз")
    office.adds(ticket_id, "два")
    assert office.shown_in(GROUP, office.delivers(at("10m"))) == []
    office.bot_becomes("administrator", when=at("20m"))
    assert "Бот снова в группе" in office.posted(GROUP)[0]
    assert "11 ноября 2026, 12:00" in office.posted(GROUP)[0]
    assert office.shown_in(GROUP, office.delivers(at("20m"))) == ["раз", "два"]
    assert office.view(ticket_id).thread_id == thread_id


def test_an_answer_in_the_old_topic_binds_the_group_again_and_reaches_the_requester(office: GroupsOffice) -> None:
    """Nobody told us that we are back."""
    ticket_id = office.shows()
    office.bot_becomes("left")
    office.types("Проверяем", ticket_id, when=at("5m"))
    with office.database.read() as tx:
        assert bound_group(tx, office.organisation_id, ACCOUNT, GROUP) is not None
    sent = [one for one in office.delivers(at("5m")) if one.payload.get("text") == "Проверяем"]
    assert [one.chat_id for one in sent] == [int(office.view(ticket_id).address)]


def test_a_group_that_another_one_replaced_meanwhile_is_not_bound_again(office: GroupsOffice) -> None:
    office.bot_becomes("kicked")
    office.binds_over(OTHER)
    office.bot_becomes("administrator", when=at("5m"))
    with office.database.read() as tx:
        assert bound_group(tx, office.organisation_id, ACCOUNT, GROUP) is None
    assert "/bind КОД" in office.posted(GROUP)[-1]


def test_a_ticket_that_was_opened_meanwhile_appears_when_the_bot_is_back(office: GroupsOffice) -> None:
    office.bot_becomes("kicked")
    ticket_id = office.opens(office.meets())
    office.bot_becomes("administrator", when=at("5m"))
    office.delivers(at("5m"))
    assert office.view(ticket_id).topic_state == "created"


def test_an_escalation_goes_to_the_head_while_the_group_is_without_the_bot(office: GroupsOffice) -> None:
    office.has_head(500)
    office.shows()
    office.bot_becomes("kicked")
    office.delivers()
    office.enforces(at("46m"))
    office.enforces(at("61m"))
    assert len(office.posted(500)) > 1


def test_a_send_that_finds_the_bot_out_loses_the_group_once_and_keeps_the_message(office: GroupsOffice) -> None:
    office.has_head(500)
    ticket_id = office.shows()
    office.adds(ticket_id, "раз")

    def out(dispatch: Dispatch) -> SendResult:
        if dispatch.chat_id == GROUP:
            return FailedPermanently(Refusal.CHAT_GONE, "bot was kicked")
        return office.appears(dispatch)

    office.delivers(at(), out)
    office.delivers(at("5m"), out)
    assert len([words for words in office.posted(500) if "Бот больше не в группе" in words]) == 1
    office.bot_becomes("administrator", when=at("6m"))
    assert office.shown_in(GROUP, office.delivers(at("6m"))) == ["раз"]


def test_what_the_bot_may_not_write_for_hours_is_not_given_up_and_arrives_in_order(office: GroupsOffice) -> None:
    ticket_id = office.shows()
    office.facts = replace(WELL, may_write=False)
    for words in ("раз", "два", "три"):
        office.adds(ticket_id, words)

    def silenced(dispatch: Dispatch) -> SendResult:
        if dispatch.chat_id == GROUP and dispatch.kind == RowKind.POST:
            return FailedPermanently(Refusal.NO_RIGHTS, "not enough rights to send text messages to the chat")
        return office.appears(dispatch)

    for minutes in range(0, 40):
        office.delivers(at(f"{minutes}m"), silenced)
    office.facts = WELL
    office.bot_becomes("administrator", before="restricted", when=at("41m"))
    shown = office.shown_in(GROUP, [*office.delivers(at("41m")), *office.delivers(at("42m"))])
    assert [words for words in shown if words in ("раз", "два", "три")] == ["раз", "два", "три"]


# -- what is asked for, and where it waits


def test_telegram_is_asked_to_say_who_comes_and_goes() -> None:
    """It says so to those bots only that ask by name."""
    assert "chat_member" in ALLOWED_UPDATES
    assert "my_chat_member" in ALLOWED_UPDATES


def lane(kind: str = "message", **fields: Any) -> str:
    chat = {"id": GROUP, "type": "supergroup"}
    return to_raw_inbound({"update_id": 1, kind: {"message_id": 5, "chat": chat, **fields}}).lane


def test_a_reply_outside_topics_waits_with_the_group_and_a_topics_message_with_its_topic() -> None:
    assert lane(message_thread_id=7) == f"chat:{GROUP}"
    assert lane(message_thread_id=7, is_topic_message=True) == f"chat:{GROUP}:7"
    assert lane("chat_member", old_chat_member={}, new_chat_member={}) == f"chat:{GROUP}"


def test_a_change_of_rights_that_the_library_cannot_read_still_says_who_is_inside(office: GroupsOffice) -> None:
    office.bot_becomes("restricted", before="administrator", can_edit_tag=None)
    with office.database.read() as tx:
        assert bound_group(tx, office.organisation_id, ACCOUNT, GROUP) is not None
    office.bot_becomes("restricted", before="administrator", can_edit_tag=None, is_member=False)
    with office.database.read() as tx:
        assert bound_group(tx, office.organisation_id, ACCOUNT, GROUP) is None
