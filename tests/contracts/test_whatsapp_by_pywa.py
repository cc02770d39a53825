"""An unrelated library sends everything that the simulated Cloud API takes, and understands all that it tells."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pywa import errors
from pywa.types.callback import Button, CallbackButton, CallbackSelection, Section, SectionList, SectionRow
from pywa.types.message import Message
from pywa.types.message_status import MessageStatus, MessageStatusType, PricingCategory
from pywa.types.others import Contact
from pywa.types.system import PhoneNumberChange
from pywa.types.templates import BodyText, QuickReplyButton, TemplateLanguage

from tests.contracts.pywa_client import Pywa
from tests.contracts.webhook_listener import WebhookListener
from tests.simulated_telegram import png
from tests.simulated_whatsapp import SimulatedWhatsApp, file

PICTURE = png()
BUTTONS = [Button("Да", callback_data="yes"), Button("Нет", callback_data="no")]
LIST = SectionList(
    "Выбрать", [Section("Темы", [SectionRow("Интернет", callback_data="t:1", description="не работает")])]
)
CARD = Contact(name=Contact.Name(formatted_name="Иван"), phones=[Contact.Phone("+79211234567", type="CELL")])
Send = Callable[[Any, str, str], Any]


@pytest.fixture
def pywa(whatsapp: SimulatedWhatsApp, heard: WebhookListener) -> Iterator[Pywa]:
    client = Pywa(whatsapp)
    yield client
    client.close()


@pytest.fixture
def anna(whatsapp: SimulatedWhatsApp) -> dict[str, Any]:
    person = whatsapp.person("Анна")
    person["first"] = whatsapp.types(person, "Здравствуйте")["id"]
    return person


SENT: list[tuple[str, str, Send]] = [
    ("text", "Здравствуйте *ещё раз*", lambda wa, to, _: wa.send_message(to, "Здравствуйте *ещё раз*")),
    ("text", "Ответ", lambda wa, to, first: wa.send_message(to, "Ответ", reply_to_message_id=first, tracker="т")),
    ("interactive", "Работает?", lambda wa, to, _: wa.send_message(to, "Работает?", "Заявка", "Отклик", BUTTONS)),
    ("interactive", "О чём?", lambda wa, to, _: wa.send_message(to, "О чём?", buttons=LIST)),
    (
        "interactive",
        "Что это?",
        lambda wa, to, _: wa.send_image(to, PICTURE, "Что это?", buttons=BUTTONS),
    ),
    ("image", "снимок", lambda wa, to, _: wa.send_image(to, PICTURE, "снимок", mime_type="image/png")),
    ("image", "", lambda wa, to, _: wa.send_image(to, "https://example.com/a.png")),
    ("video", "ролик", lambda wa, to, _: wa.send_video(to, b"video", "ролик", mime_type="video/mp4")),
    ("document", "счёт", lambda wa, to, _: wa.send_document(to, b"%PDF", "счёт.pdf", "счёт")),
    ("audio", "", lambda wa, to, _: wa.send_audio(to, b"audio", mime_type="audio/mpeg")),
    ("audio", "", lambda wa, to, _: wa.send_voice(to, b"OggS", mime_type="audio/ogg")),
    ("sticker", "", lambda wa, to, _: wa.send_sticker(to, b"RIFF", mime_type="image/webp")),
    ("location", "", lambda wa, to, _: wa.send_location(to, 59.93, 30.31, "Офис", "Невский, 1")),
    ("contacts", "", lambda wa, to, _: wa.send_contact(to, CARD)),
    ("reaction", "", lambda wa, to, first: wa.send_reaction(to, "👍", first)),
]


@pytest.mark.parametrize("by", ["user_id", "phone"])
@pytest.mark.parametrize(("kind", "text", "send"), SENT, ids=[f"{kind} {text}" for kind, text, _ in SENT])
def test_it_sends_every_kind(
    whatsapp: SimulatedWhatsApp, pywa: Pywa, anna: dict[str, Any], kind: str, text: str, send: Send, by: str
) -> None:
    sent = send(pywa.client, anna[by], anna["first"])
    [message] = whatsapp.received(anna)
    assert (message["id"], message["type"], message["text"]) == (sent.id, kind, text)


def test_it_sends_a_template_by_its_parameters_and_hears_the_answer(
    whatsapp: SimulatedWhatsApp, heard: WebhookListener, pywa: Pywa
) -> None:
    whatsapp.template("leave_to_go_on", "{{1}}, есть ответ по заявке {{2}}. Прислать?", buttons=["Да, пришлите"])
    boris = whatsapp.person("Борис")
    with pytest.raises(errors.ReEngagementMessage):
        pywa.client.send_message(boris["phone"], "Вы не писали")
    fill: Any = BodyText.params  # its types say otherwise than its documentation
    parameters = [fill("Борис", "№ 7"), QuickReplyButton.params(index=0, callback_data="leave:7")]
    pywa.client.send_template(boris["phone"], "leave_to_go_on", TemplateLanguage.RUSSIAN, parameters)
    assert whatsapp.texts(boris) == ["Борис, есть ответ по заявке № 7. Прислать?"]
    whatsapp.presses(boris, "Да, пришлите")
    whatsapp.wait_for(heard.messages)
    [press] = [one for one in pywa.listens(heard) if isinstance(one, CallbackButton)]
    assert (press.data, press.title) == ("leave:7", "Да, пришлите")
    [template] = pywa.client.get_templates(name="leave_to_go_on")
    assert (template.name, template.status) == ("leave_to_go_on", "APPROVED")


def test_it_hears_presses_choices_and_statuses(
    whatsapp: SimulatedWhatsApp, heard: WebhookListener, pywa: Pywa, anna: dict[str, Any]
) -> None:
    sent = pywa.client.send_message(anna["user_id"], "Работает?", buttons=BUTTONS, tracker="заявка 7")
    whatsapp.presses(anna, "Нет")
    pywa.client.send_message(anna["user_id"], "О чём?", buttons=LIST)
    whatsapp.chooses(anna, "Интернет")
    whatsapp.reads(anna)
    whatsapp.wait_for(lambda: len(heard.messages()) == 3 and "read" in heard.steps(sent.id))
    pywa.listens(heard)
    press: Any
    [press] = [one for one in pywa.heard if isinstance(one, CallbackButton)]
    [choice] = [one for one in pywa.heard if isinstance(one, CallbackSelection)]
    assert (press.data, press.reply_to_message.id) == ("no", sent.id)
    assert (choice.data, choice.title, choice.description) == ("t:1", "Интернет", "не работает")
    statuses = {one.status: one for one in pywa.heard if isinstance(one, MessageStatus) and one.id == sent.id}
    assert set(statuses) == {MessageStatusType.SENT, MessageStatusType.DELIVERED, MessageStatusType.READ}
    delivered = statuses[MessageStatusType.DELIVERED]
    assert delivered.pricing is not None
    assert (delivered.pricing.billable, delivered.pricing.category) == (True, PricingCategory.SERVICE)
    assert (delivered.tracker, delivered.from_user.bsuid) == ("заявка 7", anna["user_id"])


TYPED: list[tuple[dict[str, Any], Callable[[Any], Any], Any]] = [
    ({"text": "Привет"}, lambda one: one.text, "Привет"),
    (
        {"image": file(b"jpeg"), "caption": "снимок"},
        lambda one: (one.image is not None, one.caption),
        (True, "снимок"),
    ),
    ({"video": file(b"mp4")}, lambda one: one.video.mime_type, "video/mp4"),
    ({"audio": file(b"mp3")}, lambda one: one.audio.voice, False),
    ({"voice": file(b"ogg")}, lambda one: one.audio.voice, True),
    ({"document": file(b"%PDF", "акт.pdf")}, lambda one: one.document.filename, "акт.pdf"),
    ({"sticker": file(b"webp", animated=True)}, lambda one: one.sticker.animated, True),
    ({"location": {"latitude": 1.5, "longitude": 2.5}}, lambda one: one.location.latitude, 1.5),
    (
        {"contacts": [{"name": {"formatted_name": "Иван"}, "phones": [{"phone": "+7921", "wa_id": "7921"}]}]},
        lambda one: one.contacts[0].phones[0].wa_id,
        "7921",
    ),
    ({"unsupported": 131051}, lambda one: type(one.error), errors.UnsupportedMessageType),
    ({"text": "чужое", "forwarded": True}, lambda one: (one.forwarded, one.text), (True, "чужое")),
    ({"text": "цепочка", "forwarded": "often"}, lambda one: one.forwarded_many_times, True),
    (
        {"text": "с рекламы", "referral": {"source_url": "https://fb.me/x", "source_type": "ad", "source_id": "1"}},
        lambda one: one.referral.source_id,
        "1",
    ),
]


@pytest.mark.parametrize(("typed", "seen", "expected"), TYPED, ids=[" ".join(typed) for typed, _, _ in TYPED])
def test_it_hears_every_kind(
    whatsapp: SimulatedWhatsApp,
    heard: WebhookListener,
    pywa: Pywa,
    anna: dict[str, Any],
    typed: dict[str, Any],
    seen: Callable[[Any], Any],
    expected: Any,
) -> None:
    message_id = whatsapp.types(anna, **typed)["id"]
    whatsapp.wait_for(lambda: len(heard.messages()) == 2)
    [message] = [one for one in pywa.listens(heard) if one.id == message_id]
    assert seen(message) == expected
    assert message.from_user.bsuid == anna["user_id"]


def test_it_hears_a_reaction_and_a_quote(
    whatsapp: SimulatedWhatsApp, heard: WebhookListener, pywa: Pywa, anna: dict[str, Any]
) -> None:
    sent = pywa.client.send_message(anna["user_id"], "Готово")
    whatsapp.reacts(anna, "🙏")
    whatsapp.types(anna, "Спасибо", reply_to=sent.id)
    whatsapp.wait_for(lambda: len(heard.messages()) == 3)
    found = [one for one in pywa.listens(heard) if isinstance(one, Message) and one.id != anna["first"]]
    messages: dict[str, Any] = {str(one.type.value): one for one in found}
    assert (messages["reaction"].reaction.emoji, messages["reaction"].reaction.message_id) == ("🙏", sent.id)
    assert messages["text"].reply_to_message.id == sent.id
    assert pywa.client.mark_message_as_read(messages["text"].id).success
    assert pywa.client.indicate_typing(messages["text"].id).success
    assert all(one["read"] for one in whatsapp.messages(anna) if not one["by_business"])


def test_it_fetches_what_was_sent_and_deletes_what_it_uploaded(
    whatsapp: SimulatedWhatsApp, heard: WebhookListener, pywa: Pywa, anna: dict[str, Any]
) -> None:
    whatsapp.types(anna, image=file(PICTURE, mime_type="image/png"))
    whatsapp.wait_for(lambda: len(heard.messages()) == 2)
    [message] = [one for one in pywa.listens(heard) if isinstance(one, Message) and one.image]
    assert message.image is not None
    assert pywa.client.get_media_bytes(message.image.get_media_url()) == PICTURE
    uploaded = pywa.client.upload_media(b"%PDF", mime_type="application/pdf", filename="a.pdf")
    assert pywa.client.get_media_url(uploaded.id).file_size == 4
    assert pywa.client.delete_media(uploaded.id).success
    with pytest.raises(errors.WhatsAppError):
        pywa.client.get_media_url(uploaded.id)


def test_it_hears_of_a_changed_number(
    whatsapp: SimulatedWhatsApp, heard: WebhookListener, pywa: Pywa, anna: dict[str, Any]
) -> None:
    now = whatsapp.changes_phone(anna, f"7{int(anna['phone']) + 5_000_000}"[:11])
    whatsapp.wait_for(lambda: len(heard.messages()) == 2)
    [change] = [one for one in pywa.listens(heard) if isinstance(one, PhoneNumberChange)]
    assert (change.old_wa_id, change.new_wa_id, change.new_user_id) == (anna["phone"], now["phone"], now["user_id"])


def test_it_reads_the_number_and_its_account(whatsapp: SimulatedWhatsApp, pywa: Pywa) -> None:
    number = pywa.client.get_business_phone_number()
    assert (number.id, number.quality_rating, number.verified_name) == (whatsapp.phone_id, "GREEN", "Отклик")
    assert len(list(pywa.client.get_business_phone_numbers())) == 1


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (131026, errors.MessageUndeliverable),
        (130429, errors.RateLimitHit),
        (131056, errors.TooManyMessages),
        (131031, errors.AccountLocked),
        (131042, errors.BusinessPaymentIssue),
        (190, errors.ExpiredAccessToken),
    ],
)
def test_its_errors_are_those_of_the_codes(
    whatsapp: SimulatedWhatsApp, pywa: Pywa, anna: dict[str, Any], code: int, error: type[errors.WhatsAppError]
) -> None:
    whatsapp.order("refuse", call="messages", code=code)
    with pytest.raises(error) as caught:
        pywa.client.send_message(anna["user_id"], "Ответ")
    assert caught.value.status_code == (401 if code == 190 else 403 if code == 131031 else 400)
    assert whatsapp.texts(anna) == []
