"""Which request of the Cloud API an outgoing row becomes."""

from typing import Any

import pytest

from models.actions.queue.dispatching import Dispatch
from models.actions.queue.outgoing_files import OutgoingFile
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.places import Place
from workers.transports.uploads import Upload
from workers.transports.whatsapp_calls import Call, CannotShow, call_for

ANNA = "RU.1A2b3C4d5E6f"


def row(payload: dict[str, Any], kind: RowKind = RowKind.POST, **more: Any) -> Dispatch:
    said: Any = {"part": 0, **payload}
    given = {"address": ANNA, "repeated": False, **more}
    return Dispatch(
        id=1, lane_id=1, kind=kind, payload=said, repeatable=False, attempts=0, transport="whatsapp", account="1099",
        place=Place.ADDRESS, thread_id=None, topic_account=None, ticket_id=None, message_id=None, incarnation=None,
        provider_ids=(), **given,
    )  # fmt: skip


def call(payload: dict[str, Any], **more: Any) -> Call:
    made = call_for(row(payload, **more))
    assert made is not None
    return made


def body(payload: dict[str, Any], **more: Any) -> Any:
    return call(payload, **more).body


def choices(*labels: str) -> list[list[dict[str, str]]]:
    return [[{"key": f"d:1:{number}", "label": label}] for number, label in enumerate(labels)]


def test_words_go_to_a_person_by_the_name_that_the_service_gave_them() -> None:
    assert body({"text": "Здравствуйте"}) == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "recipient": ANNA,
        "type": "text",
        "text": {"body": "Здравствуйте", "preview_url": False},
    }


def test_digits_are_a_phone() -> None:
    said = body({"text": "Здравствуйте"}, address="79161234567")
    assert (said["to"], "recipient" in said) == ("79161234567", False)


def test_a_link_has_a_preview_unless_its_author_wanted_none() -> None:
    assert body({"text": "https://a.example"})["text"]["preview_url"]
    assert not body({"text": "https://a.example", "preview": {"is_disabled": True}})["text"]["preview_url"]


def test_up_to_three_short_choices_are_buttons() -> None:
    interactive = body({"text": "Всё решено?", "choices": choices("Да", "Нет")})["interactive"]
    assert interactive == {
        "type": "button",
        "body": {"text": "Всё решено?"},
        "action": {
            "buttons": [
                {"type": "reply", "reply": {"id": "d:1:0", "title": "Да"}},
                {"type": "reply", "reply": {"id": "d:1:1", "title": "Нет"}},
            ]
        },
    }


def test_more_choices_are_a_list_that_says_what_opens_it() -> None:
    said = body({"text": "О чём?", "choices": choices("А", "Б", "В", "Г"), "opens_choices": "Выбрать"})
    action = said["interactive"]["action"]
    assert said["interactive"]["type"] == "list"
    assert action["button"] == "Выбрать"
    assert [one["title"] for one in action["sections"][0]["rows"]] == ["А", "Б", "В", "Г"]


def test_a_choice_that_has_no_room_on_a_button_is_a_row_with_all_its_words() -> None:
    long = "Подключение второго телевизора в комнате"
    [section] = body({"text": "О чём?", "choices": choices("Да", long)})["interactive"]["action"]["sections"]
    assert section["rows"][0] == {"id": "d:1:0", "title": "Да"}
    assert section["rows"][1]["description"] == long
    assert len(section["rows"][1]["title"]) <= 24


def test_more_choices_than_a_list_takes_are_refused_aloud() -> None:
    with pytest.raises(CannotShow, match="11 choices"):
        call({"text": "О чём?", "choices": choices(*map(str, range(11)))})


def test_an_answer_quotes_what_it_answers() -> None:
    reply = {"message_id": 1, "part": 0, "place": -1, "words": "Не грузится"}
    said = body({"text": "Проверьте", "reply": reply}, reply_to="wamid.1")
    assert (said["context"], said["text"]["body"]) == ({"message_id": "wamid.1"}, "Проверьте")


def test_words_that_were_picked_out_or_are_gone_stand_above_the_answer() -> None:
    reply: dict[str, Any] = {"message_id": 1, "part": 0, "place": -1, "words": "Не грузится"}
    assert body({"text": "Проверьте", "reply": reply})["text"]["body"] == "> Не грузится\nПроверьте"
    picked = {**reply, "quote": {"text": "грузится", "entities": []}}
    said = body({"text": "Что?", "reply": picked}, reply_to="wamid.1")
    assert (said["context"]["message_id"], said["text"]["body"]) == ("wamid.1", "> грузится\nЧто?")


def test_what_may_be_there_already_is_marked() -> None:
    said = body({"text": "Проверьте", "repeated_mark": "Повтор"}, repeated=True)
    assert said["text"]["body"] == "*Повтор*\nПроверьте"


def test_a_correction_is_a_message_of_its_own() -> None:
    edit = {"text": "в 15:00", "entities": [], "correction": "Исправлено"}
    assert body(edit, kind=RowKind.EDIT)["text"]["body"] == "*Исправлено*\nв 15:00"


@pytest.mark.parametrize("kind", [RowKind.EDIT, RowKind.DROP_CHOICES, RowKind.REMOVE])
def test_what_has_left_stays_as_it_is(kind: RowKind) -> None:
    assert call_for(row({"text": "", "entities": [], "provider_id": "wamid.1"}, kind)) is None


def test_a_reaction_is_put_on_the_message() -> None:
    said = body({"provider_id": "wamid.1", "emoji": "👍"}, kind=RowKind.REACTION, reply_to="wamid.0")
    assert said["reaction"] == {"message_id": "wamid.1", "emoji": "👍"}
    assert "context" not in said


def test_a_template_goes_in_the_language_that_it_was_approved_in() -> None:
    said = body({"text": "Можно написать?", "template": {"name": "leave", "language": "ru"}})
    assert said["template"] == {"name": "leave", "language": {"policy": "deterministic", "code": "ru"}}


def test_a_place_is_a_place() -> None:
    venue = {"kind": "venue", "latitude": 55.75, "longitude": 37.5, "title": "Узел", "address": "Ленина, 1"}
    assert body({"native": venue})["location"] == {
        "latitude": "55.75", "longitude": "37.5", "name": "Узел", "address": "Ленина, 1",
    }  # fmt: skip


def test_a_contact_is_a_contact() -> None:
    contact = {"kind": "contact", "phone_number": "+79161234567", "first_name": "Иван"}
    assert body({"native": contact})["contacts"] == [
        {"name": {"formatted_name": "Иван", "first_name": "Иван"}, "phones": [{"phone": "+79161234567"}]}
    ]


FILE = {"attachments": [{"kind": "photo", "file_id": "t1", "id": 1}], "text": "Схема", "entities": []}


def test_a_file_is_given_first_and_sent_by_its_id() -> None:
    made = call(FILE, files=(OutgoingFile("photo", path="ab/cd", file_name=None, size=10),))
    assert made.upload == Upload(None, "ab/cd")
    sent = made.with_file("77", "image").body
    assert (sent["type"], sent["image"]) == ("image", {"caption": "Схема", "id": "77"})


def test_a_file_that_does_not_fit_as_its_kind_goes_as_a_document_with_its_name() -> None:
    made = call(FILE, files=(OutgoingFile("photo", path="ab/cd", file_name="схема.tiff", size=10),))
    sent = made.with_file("77", "document").body
    assert (sent["type"], "image" in sent) == ("document", False)
    assert sent["document"] == {"caption": "Схема", "id": "77", "filename": "схема.tiff"}


def test_bytes_of_an_sms_are_a_document() -> None:
    made = call({"native": {"kind": "bytes", "hex": "00ff", "file_name": "sms.bin", "caption": "SMS"}})
    assert made.upload == Upload("sms.bin", b"\x00\xff")
    assert made.with_file("5", "document").body["document"]["filename"] == "sms.bin"
