"""A group that serves another desk now, and people who were dismissed, have no power over what was said before."""

from typing import Any

import pytest

from models.db import Database
from models.queries.messages import messages_of
from tests.actions.groups_office import GROUP, OTHER, TwoDesks, at


@pytest.fixture
def office(database: Database) -> TwoDesks:
    return TwoDesks(database)


def read_by_requester(office: TwoDesks) -> list[str]:
    """The words that went to private chats."""
    return [str(one.payload.get("text")) for one in office.delivers() if one.chat_id is not None and one.chat_id > 0]


def edits_here(office: TwoDesks, message_id: int, text: str, thread_id: int | None, who: str = "Иван") -> None:
    said = office._message(text, None, who, at(), message_id=message_id)
    said |= {"message_thread_id": thread_id, "is_topic_message": True, "edit_date": said["date"]}
    office.comes({"edited_message": said}, at())


def here(office: TwoDesks, ticket_id: int) -> dict[str, Any]:
    return {"message_thread_id": office.view(ticket_id).thread_id, "is_topic_message": True}


def answered(office: TwoDesks, who: str) -> tuple[int, int]:
    """A ticket and the message in its topic that the requester has read."""
    ticket_id = office.shows()
    message_id = office.types("Скоро починим", ticket_id, who)
    office.delivers()
    return ticket_id, message_id


def test_a_dismissed_agents_correction_changes_nothing_and_is_said_so(office: TwoDesks) -> None:
    ticket_id, message_id = answered(office, "Пётр")
    office.dismisses("Пётр")
    office.edits(message_id, "Переведите деньги", ticket_id, who="Пётр")
    assert read_by_requester(office) == []
    assert "Пётр больше не работает здесь" in office.posted(GROUP)[-1]


def test_a_dismissed_agents_corrected_slip_is_not_sent(office: TwoDesks) -> None:
    ticket_id = office.shows()
    message_id = office.types("/zzz слово", ticket_id, "Пётр")
    office.delivers()
    office.dismisses("Пётр")
    office.edits(message_id, "Переведите деньги", ticket_id, who="Пётр")
    assert read_by_requester(office) == []


def test_a_correction_in_a_group_of_another_desk_changes_nothing_and_is_said_so(office: TwoDesks) -> None:
    ticket_id, message_id = answered(office, "Иван")
    thread_id = office.view(ticket_id).thread_id
    office.binds_over(GROUP, desk="sales")
    edits_here(office, message_id, "Переведите деньги", thread_id)
    assert read_by_requester(office) == []
    assert "никому не отправлено" in office.posted(GROUP)[-1]
    with office.database.read() as tx:
        assert "Скоро починим" in [one.text for one in messages_of(tx, office.organisation_id, ticket_id)]


def test_a_correction_in_a_replaced_group_is_said_to_go_nowhere(office: TwoDesks) -> None:
    ticket_id, message_id = answered(office, "Иван")
    thread_id = office.view(ticket_id).thread_id
    office.binds_over(OTHER)
    read_by_requester(office)
    edits_here(office, message_id, "Иначе", thread_id)
    assert read_by_requester(office) == []
    assert "никому не отправлено" in office.posted(GROUP)[-1]


def test_words_in_a_topic_of_the_desk_that_the_group_no_longer_serves_go_nowhere(office: TwoDesks) -> None:
    ticket_id = office.shows()
    place = here(office, ticket_id)
    office.binds_over(GROUP, desk="sales")
    office.delivers()
    for words in ("Сделали", "/ask Какой адрес?", "// заметка"):
        office.types(words, **place)
        assert read_by_requester(office) == []
        assert "никому не отправлено" in office.posted(GROUP)[-1]


@pytest.mark.parametrize("command", ["/take", "/spam", "/close", "/severity high", "/zzz"])
def test_commands_there_do_nothing_and_are_said_so(office: TwoDesks, command: str) -> None:
    ticket_id = office.shows()
    place = here(office, ticket_id)
    office.binds_over(GROUP, desk="sales")
    before = office.view(ticket_id)
    office.types(command, **place)
    assert office.view(ticket_id) == before
    assert "никому не отправлено" in office.posted(GROUP)[-1]


def test_a_topic_that_moved_to_another_group_is_known_for_what_was_said_in_it(office: TwoDesks) -> None:
    ticket_id, _ = answered(office, "Иван")
    place = here(office, ticket_id)
    office.binds_over(OTHER)
    office.delivers()
    office.binds_over(GROUP, desk="sales")
    office.types("Сделали", **place)
    assert read_by_requester(office) == []
    assert "линию «Поддержка» теперь обслуживает группа «Вторая»" in office.posted(GROUP)[-1]


def test_an_old_topic_in_the_same_group_says_that_the_ticket_has_another_one(office: TwoDesks) -> None:
    ticket_id, _ = answered(office, "Иван")
    place = here(office, ticket_id)
    office.binds_over(OTHER)
    office.delivers()
    office.binds_over(GROUP)
    office.delivers()
    assert here(office, ticket_id) != place
    office.types("Сделали", **place)
    assert read_by_requester(office) == []
    assert "у заявки №1 теперь другая тема" in office.posted(GROUP)[-1]


def test_the_group_is_bound_back_from_an_old_topic(office: TwoDesks) -> None:
    ticket_id = office.shows()
    place = here(office, ticket_id)
    office.binds_over(GROUP, desk="sales")
    office.types(f"/bind {office.code()}", who="Иван", **place)
    office.types("Сделали", **place)
    assert any("Сделали" in words for words in read_by_requester(office))


def test_talk_in_a_topic_that_was_never_a_tickets_is_answered_nothing(office: TwoDesks) -> None:
    before = office.posted(GROUP)
    office.types("обед?", message_thread_id=77777, is_topic_message=True)
    assert office.posted(GROUP) == before
