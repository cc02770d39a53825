"""What was heard of what WhatsApp brought: who wrote it, what shares a batch, what a status proves."""

from typing import Any, cast

import pytest

from bot.requester.heard import Heard, Plain, Reachability, Served
from bot.scope import Scope
from bot.whatsapp.reader import READER
from models.actions.delivery.receipts import Receipt
from models.rules.delivery.send_results import Refusal
from models.rules.delivery.states import DeliveryState
from tests.contracts.whatsapp_reading import Wire, brought, heard, read, without
from tests.contracts.whatsapp_requests import (
    ANNA,
    ANNAS_PHONE,
    PHONE_ID,
    contact,
    message,
    status,
)

# -- who wrote it


@pytest.mark.parametrize(
    ("said", "contacts", "address"),
    [
        pytest.param(message(), [contact()], ANNA, id="both are told"),
        pytest.param(without(message(), "from"), [without(contact(), "wa_id")], ANNA, id="no phone at all"),
        pytest.param(message(phone=""), [contact(phone="")], ANNA, id="the phone is an empty text"),
        pytest.param(without(message(), "from_user_id"), [contact()], ANNA, id="the id stands in contacts alone"),
        pytest.param(message(bsuid=""), [contact()], ANNA, id="the id is empty in the message"),
        pytest.param(message(), [], ANNA, id="no contacts"),
        pytest.param(message(), [contact(bsuid="", phone="")], ANNA, id="a contact without names"),
        pytest.param(
            without(message(), "from_user_id"), [without(contact(), "user_id")], ANNAS_PHONE, id="the phone alone"
        ),
        pytest.param(message(bsuid="", phone=f"+{ANNAS_PHONE}"), [], ANNAS_PHONE, id="with a plus"),
        pytest.param(without(message(), "from", "from_user_id"), [contact()], ANNA, id="in contacts alone"),
        pytest.param(
            without(message(phone="5511987654321"), "from_user_id"),
            [contact(phone="551187654321")],
            ANNA,
            id="the phone and its id differ by a digit",
        ),
    ],
)
def test_the_author_is_who_the_id_names_or_else_the_phone(said: Wire, contacts: list[Wire], address: str) -> None:
    assert heard(said, contacts).address == address


def test_contacts_in_another_order_are_told_apart() -> None:
    others = [contact("RU.2", "79002", "Борис"), contact(name="Анна")]
    rows = brought(messages=[message(), message("wamid.2", "RU.2", "79002")], contacts=others)
    found = [read(row) for row in rows]
    assert [(one.address, one.name) for one in found if isinstance(one, Heard)] == [(ANNA, "Анна"), ("RU.2", "Борис")]


def test_nobody_is_given_the_name_of_another() -> None:
    rows = brought(messages=[message(), message("wamid.2", "RU.2", "79002")], contacts=[contact(name="Анна")])
    found = read(rows[1])
    assert isinstance(found, Heard)
    assert (found.address, found.name) == ("RU.2", None)


def test_who_is_named_by_nothing_is_set_aside() -> None:
    (row,) = brought(messages=[without(message(), "from", "from_user_id")])
    with pytest.raises(ValueError, match="names no author"):
        read(row)
    unread = READER.author(cast(Scope, None), row)
    assert unread is not None
    assert not unread.wants_word


def test_a_name_is_one_line_or_the_name_of_the_account() -> None:
    assert heard(message(), [contact(name="Анна\nПетрова ")]).name == "Анна Петрова"
    nameless = {**contact(), "profile": {"username": "anna_p"}}
    assert heard(message(), [nameless]).name == "anna_p"


def test_a_phone_hints_at_a_zone() -> None:
    assert heard(message(phone="73832112233")).zone == "Asia/Novosibirsk"
    assert heard(message(phone=""), [contact(phone="")]).zone is None


def test_an_id_hints_at_a_country() -> None:
    assert heard(message(), [contact()]).country == "RU"
    assert heard(without(message(), "from_user_id"), []).country is None


# -- who has another id from now on


@pytest.mark.parametrize(
    ("said", "former"),
    [
        ({"type": "user_changed_number", "wa_id": "79009", "user_id": "RU.2", "previous_user_id": ANNA}, ANNA),
        ({"type": "user_changed_user_id", "user_id": "RU.2", "previous_user_id": ANNA}, ANNA),
        ({"type": "user_changed_number", "wa_id": "79009"}, ANNA),
    ],
)
def test_a_changed_phone_is_another_id_and_the_former_one_reaches_nobody(said: Wire, former: str) -> None:
    (row,) = brought(messages=[message(type="system", system=said)])
    assert read(row) == Reachability("whatsapp", PHONE_ID, former, reachable=False, moved=True)


@pytest.mark.parametrize(
    "said", [{"type": "customer_identity_changed"}, {}, {"type": "user_changed_number", "user_id": ANNA}]
)
def test_other_words_of_the_service_reach_nobody(said: Wire) -> None:
    (row,) = brought(messages=[message(type="system", system=said)])
    assert read(row) == Served()


@pytest.mark.parametrize("body", ["/status 125", " /status 125", "\n/STATUS  125 "])
def test_a_typed_command_is_one_whatever_stands_before_it(body: str) -> None:
    (row,) = brought(messages=[message(type="text", text={"body": body})])
    heard = read(row)
    assert isinstance(heard, Heard)
    assert heard.command == ("status", "125")


# -- what shares a batch


def test_words_of_somebody_known_may_share_a_batch() -> None:
    (row,) = brought(messages=[message()], contacts=[contact()])
    assert READER.plain(row) == Plain(address=ANNA)


@pytest.mark.parametrize(
    "said",
    [
        message(type="text", text={"body": "/my"}),
        message(type="text", text={"body": " /my"}),
        {**message(), "context": {"id": "wamid.q"}},
        {**message(), "referral": {"headline": "x"}},
        message(type="image", image={"id": "1", "caption": "x"}),
        message(type="interactive", interactive={"type": "button_reply", "button_reply": {"id": "d:1:x"}}),
        without(message(), "from", "from_user_id"),
    ],
)
def test_whatever_may_ask_for_more_is_done_for_itself(said: Wire) -> None:
    (row,) = brought(messages=[said])
    assert READER.plain(row) is None


# -- what was said of ours


@pytest.mark.parametrize(
    ("word", "state"),
    [("delivered", DeliveryState.DELIVERED), ("read", DeliveryState.READ), ("played", DeliveryState.READ)],
)
def test_a_status_proves_what_it_says(word: str, state: DeliveryState) -> None:
    (row,) = brought(statuses=[status(word=word)])
    found = read(row)
    assert isinstance(found, Receipt)
    assert (found.address, found.provider_id, found.state) == (ANNA, "wamid.9", state)


@pytest.mark.parametrize("word", ["sent", "hovering", ""])
def test_a_status_that_proves_nothing_changes_nothing(word: str) -> None:
    """That it was sent is said of each message, and is no evidence worth keeping."""
    (row,) = brought(statuses=[status(word=word)])
    assert read(row) == Served(about_nobody=word == "sent")


def test_a_failure_says_why_in_the_services_words() -> None:
    error = {"code": 131047, "title": "Re-engagement message", "error_data": {"details": "More than 24 hours"}}
    (row,) = brought(statuses=[status(word="failed", errors=[error])])
    found = read(row)
    assert isinstance(found, Receipt)
    assert found.state is DeliveryState.FAILED_PERMANENTLY
    assert found.reason == "131047 Re-engagement message: More than 24 hours"
    assert found.refusal is Refusal.WINDOW_CLOSED


@pytest.mark.parametrize("errors", [[], None, ["odd"], [{"title": "x"}], [{"code": "soon"}], [{"code": 999}]])
def test_a_failure_with_an_odd_reason_is_a_failure(errors: Any) -> None:
    (row,) = brought(statuses=[status(word="failed", errors=errors)])
    found = read(row)
    assert isinstance(found, Receipt)
    assert found.refusal is Refusal.OTHER


@pytest.mark.parametrize(
    ("whom", "address"),
    [
        ({"recipient_user_id": "", "recipient_id": ANNAS_PHONE}, ANNAS_PHONE),
        ({"recipient_id": ""}, ANNA),
    ],
)
def test_a_status_names_whom_it_is_about_as_it_can(whom: Wire, address: str) -> None:
    (row,) = brought(statuses=[{**status(), **whom}])
    found = read(row)
    assert isinstance(found, Receipt)
    assert found.address == address


@pytest.mark.parametrize(("repeated", "row_id"), [("125", 125), ("", None), ("somebody's", None), (None, None)])
def test_a_status_repeats_what_our_request_was_called(repeated: Any, row_id: int | None) -> None:
    (row,) = brought(statuses=[status(biz_opaque_callback_data=repeated)])
    found = read(row)
    assert isinstance(found, Receipt)
    assert found.row_id == row_id
