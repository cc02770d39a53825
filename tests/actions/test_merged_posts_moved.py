"""A post that shows several messages, where its group moves, is replaced, or is served by another bot."""

import time

import pytest

from models.actions.delivery.bot_replacement import replace_bot
from models.actions.desk import bots
from models.actions.queue.dispatching import Dispatch
from models.db import Database
from models.queries.persons import Requester
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.payloads import as_post
from models.rules.delivery.send_results import FailedPermanently, FailedTemporarily, Refusal, SendResult
from models.rules.delivery.transports import staff_chat_id
from tests.actions.crowded_group import HEADING, appears, sent, told, words
from tests.actions.groups_office import ACCOUNT, GROUP, GroupsOffice, at
from tests.actions.staff_office import OTHER
from tests.actions.test_another_bot import NEW, with_new_bot

SAID = ["раз", "два", "три"]
WHOLE = f"{HEADING}\n12:00 раз\n12:00 два\n12:00 три"
BUSY_SECONDS = 0.3


@pytest.fixture
def office(database: Database) -> GroupsOffice:
    return GroupsOffice(database)


@pytest.fixture
def typed(office: GroupsOffice, anna: Requester, ticket_id: int) -> list[int]:
    return [office.hears_from(anna, text) for text in SAID]


def is_busy(dispatch: Dispatch) -> SendResult:
    return FailedTemporarily(BUSY_SECONDS, "busy") if dispatch.shows else appears(dispatch)


def has_lost_it(dispatch: Dispatch) -> SendResult:
    if dispatch.kind == RowKind.EDIT and "correction" not in dispatch.payload:
        return FailedPermanently(Refusal.NOTHING_TO_EDIT, "message to edit not found")
    return appears(dispatch)


def test_one_that_waits_goes_to_the_group_that_takes_the_place_of_the_former(
    office: GroupsOffice, typed: list[int]
) -> None:
    sent(office, does=is_busy)
    office.binds_over(OTHER)
    time.sleep(BUSY_SECONDS)
    seen = sent(office)
    assert words(seen)[-1] == WHOLE
    assert {staff_chat_id(str(one.address)) for one in seen if one.shows} == {OTHER}
    assert "\n".join(words(seen)).count("раз") == 1


def test_one_that_was_shown_is_told_again_in_the_new_group_and_corrected_there(
    office: GroupsOffice, anna: Requester, typed: list[int]
) -> None:
    sent(office)
    office.binds_over(OTHER)
    history = "\n".join(words(sent(office)))
    assert all(history.count(text) == 1 for text in SAID)
    office.corrects(anna, typed[1], "ДВА")
    edited = sent(office, does=has_lost_it)
    assert words(edited)[-1] == "ДВА", "by itself, as it stands in a long post of ours there"


def test_a_group_that_gets_another_number_keeps_its_posts(
    office: GroupsOffice, anna: Requester, typed: list[int]
) -> None:
    def moved(dispatch: Dispatch) -> SendResult:
        if dispatch.chat_id == GROUP:
            return FailedPermanently(Refusal.MOVED, "upgraded", moved_to=OTHER)
        return appears(dispatch)

    *_, post = sent(office, does=moved)
    assert (words([post]), post.chat_id) == ([WHOLE], OTHER)
    office.corrects(anna, typed[0], "РАЗ")
    [edit] = sent(office)
    assert (edit.provider_ids, words([edit])) == ((str(post.id),), [WHOLE.replace("раз", "РАЗ")])


def test_the_next_bot_finds_what_a_reply_to_a_post_of_the_former_one_means(
    office: GroupsOffice, ticket_id: int, typed: list[int]
) -> None:
    [post] = sent(office)
    told(office)
    with office.database.write() as tx:
        bots.remember_bot(tx, office.organisation_id, ACCOUNT, "old_bot", at().now)
        replace_bot(tx, at(), office.organisation_id, ACCOUNT, NEW)
    with_new_bot(office)
    office.account = NEW
    text = as_post(post.payload)["text"]
    office.types("Едем", ticket_id, reply_to=str(post.id), quote={"text": "два", "position": text.index("два")})
    assert [row.payload["reply"]["quote"]["text"] for row in office.rows() if "Едем" in str(row.payload)] == ["два"]
