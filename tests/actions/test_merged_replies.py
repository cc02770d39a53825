"""Replies and signs on a post that shows several messages are about one of them: the one quoted, or else the last."""

from typing import Any

import pytest

from models.actions.queue.dispatching import Dispatch
from models.db import Database
from models.queries.persons import Requester
from models.rules.delivery.payloads import as_post
from models.rules.delivery.post_content import Quote
from tests.actions.crowded_group import HEADING, sent, told, words
from tests.actions.staff_office import StaffOffice, at
from workers.transports.telegram_calls import call_for

SAID = ["Интернет пропал", "Роутер мигает", "Роутер перезагружал"]


@pytest.fixture
def office(database: Database) -> StaffOffice:
    return StaffOffice(database)


@pytest.fixture
def typed(office: StaffOffice, anna: Requester, ticket_id: int) -> list[int]:
    """The ids of her messages in her chat."""
    return [office.hears_from(anna, text) for text in SAID]


@pytest.fixture
def post(office: StaffOffice, typed: list[int]) -> Dispatch:
    """The post that shows them."""
    [one] = sent(office)
    told(office)
    return one


def place_of(post: Dispatch, text: str) -> int:
    return as_post(post.payload)["text"].index(text)


def quote(post: Dispatch, text: str, after: str = "") -> dict[str, Any]:
    """As Telegram tells what an agent picked out of it. after: it stands behind the beginning of these words."""
    return {"text": text, "position": as_post(post.payload)["text"].index(text, place_of(post, after))}


def quoted(dispatch: Dispatch) -> Quote:
    return as_post(dispatch.payload)["reply"]["quote"]


# -- an agent answers


def test_an_answer_to_the_post_is_a_reply_to_the_last_message_in_it(
    office: StaffOffice, ticket_id: int, typed: list[int], post: Dispatch
) -> None:
    office.types("Смотрим", ticket_id, reply_to=str(post.id))
    [answer] = told(office)
    assert (answer.reply_to, words([answer])) == (str(typed[2]), ["Смотрим"])


@pytest.mark.parametrize("number", [0, 1, 2])
def test_an_answer_that_quotes_is_a_reply_to_the_message_that_it_quotes(
    office: StaffOffice, ticket_id: int, typed: list[int], post: Dispatch, number: int
) -> None:
    office.types("Смотрим", ticket_id, reply_to=str(post.id), quote=quote(post, SAID[number]))
    [answer] = told(office)
    assert (answer.reply_to, quoted(answer)["text"]) == (str(typed[number]), SAID[number])


def test_words_that_stand_in_two_of_them_are_those_that_were_picked_out(
    office: StaffOffice, ticket_id: int, typed: list[int], post: Dispatch
) -> None:
    for number in (1, 2):
        office.types("Вижу", ticket_id, reply_to=str(post.id), quote=quote(post, "Роутер", after=SAID[number]))
        [answer] = told(office)
        assert (answer.reply_to, quoted(answer)["text"]) == (str(typed[number]), "Роутер")


def test_a_quote_over_several_is_a_reply_to_the_first_of_them_without_words_of_ours(
    office: StaffOffice, ticket_id: int, typed: list[int], post: Dispatch
) -> None:
    over = quote(post, f"мигает\n12:00 {SAID[2]}")
    office.types("Ясно", ticket_id, reply_to=str(post.id), quote=over)
    [answer] = told(office)
    assert answer.reply_to == str(typed[1])
    assert "quote" not in as_post(answer.payload)["reply"]
    assert as_post(answer.payload)["reply"]["words"] == SAID[1]


def test_a_sign_of_an_agent_says_nothing_as_on_any_post(office: StaffOffice, post: Dispatch) -> None:
    sign = [{"type": "emoji", "emoji": "👍"}]
    change = {"chat": office.group(), "user": office._user("Иван"), "message_id": post.id, "date": 1}
    office.comes({"message_reaction": {**change, "old_reaction": [], "new_reaction": sign}}, at())
    assert (told(office), sent(office)) == ([], [])


# -- the requester speaks of one of them


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_reply_to_their_own_message_quotes_it_in_the_post(
    office: StaffOffice, anna: Requester, typed: list[int], post: Dispatch, number: int
) -> None:
    before = {**office._private(anna), "message_id": typed[number], "date": 1, "text": SAID[number]}
    office.hears_from(anna, "Это важно", reply_to_message=before)
    [copy] = sent(office)
    assert copy.reply_to == str(post.id)
    assert (quoted(copy)["text"], quoted(copy)["position"]) == (SAID[number], place_of(post, SAID[number]))


def test_what_they_picked_out_themselves_is_found_in_the_message_that_they_meant(
    office: StaffOffice, anna: Requester, typed: list[int], post: Dispatch
) -> None:
    before = {**office._private(anna), "message_id": typed[2], "date": 1, "text": SAID[2]}
    office.hears_from(anna, "Этот", reply_to_message=before, quote={"text": "Роутер", "position": 0})
    [copy] = sent(office)
    assert (quoted(copy)["text"], quoted(copy)["position"]) == ("Роутер", place_of(post, SAID[2]))
    call = call_for(copy)
    assert call is not None
    asked = call.parameters["reply_parameters"]
    assert (asked["quote"], asked["quote_position"]) == ("Роутер", place_of(post, SAID[2]))


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_sign_under_their_own_message_is_shown_at_that_message(
    office: StaffOffice, anna: Requester, typed: list[int], post: Dispatch, number: int
) -> None:
    sign = [{"type": "emoji", "emoji": "🔥"}]
    private = office._private(anna)
    change = {"chat": private["chat"], "user": private["from"], "message_id": typed[number], "date": 1}
    office.comes({"message_reaction": {**change, "old_reaction": [], "new_reaction": sign}}, at())
    [line] = sent(office)
    assert "🔥" in words([line])[0]
    assert (line.reply_to, quoted(line)["text"]) == (str(post.id), SAID[number])


def test_a_reply_after_a_correction_quotes_the_words_as_they_stand_there_now(
    office: StaffOffice, anna: Requester, typed: list[int], post: Dispatch
) -> None:
    office.corrects(anna, typed[0], "Интернет пропал совсем")
    [edit] = sent(office)
    assert words([edit])[0].startswith(f"{HEADING}\n12:00 Интернет пропал совсем\n")
    before = {**office._private(anna), "message_id": typed[1], "date": 1, "text": SAID[1]}
    office.hears_from(anna, "Вот этот", reply_to_message=before)
    [copy] = sent(office)
    assert quoted(copy)["position"] == place_of(edit, SAID[1])
