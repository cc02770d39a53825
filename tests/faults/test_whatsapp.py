"""WhatsApp in trouble: forged and repeated webhooks, words that come early, kills, an expired token, lost media."""

import re
from collections.abc import Iterator

import pytest

from models.phrases.catalogue import say
from models.rules.delivery.outgoing import REACTION_OF
from tests.faults.crowd import nothing_waits
from tests.faults.test_kill_worker import AFTER_LEASE_SECONDS, answers_in_flight, in_topic
from tests.faults.whatsapp_crowd import WhatsAppCrowd, whatsapp_of
from tests.installation import Installation, Wire
from tests.journeys.places import Place
from tests.simulated_whatsapp import SimulatedWhatsApp, file

#: In one body of the webhook, as WhatsApp may bring them.
MANY = 2000


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with Installation(tmp_path_factory.mktemp("whatsapp"), whatsapp=True, modem=True) as otklik:
        yield otklik


@pytest.fixture
def otklik(running: Installation) -> Iterator[Installation]:
    """All of it runs, and the simulated world behaves, whatever the test before did."""
    running.revive()
    yield running
    whatsapp_of(running).cancel()
    whatsapp_of(running).behaves(statuses="normal")
    running.telegram.cancel()


def rests(otklik: Installation, seconds: float = 90) -> None:
    whatsapp_of(otklik).all_told(seconds)
    otklik.wait_for(lambda: nothing_waits(otklik), "rest", seconds)


def settled(otklik: Installation, name: str, size: int = 1) -> WhatsAppCrowd:
    """People whose tickets have their topics."""
    crowd = WhatsAppCrowd(otklik, size, name)
    crowd.write()
    crowd.wait_until_all_arrived()
    rests(otklik)
    return crowd


def in_group(otklik: Installation, words: str) -> list[Wire]:
    """Posts outside all topics."""
    return [one for one in otklik.telegram.messages(otklik.group) if words in one.get("text", "")]


# -- what the webhook brings


def test_a_forged_webhook_reaches_nobody_and_the_true_one_comes_once(otklik: Installation) -> None:
    order = whatsapp_of(otklik).order("forge_webhooks")
    crowd = WhatsAppCrowd(otklik, 2, "подделка")
    crowd.write()
    otklik.wait_for(lambda: whatsapp_of(otklik).orders()[0]["done"] >= 2, "forged webhooks")
    assert otklik.topic_of("подделка") is None
    whatsapp_of(otklik).cancel(order)
    whatsapp_of(otklik).repeats_webhooks()
    crowd.wait_until_all_arrived()
    rests(otklik)
    assert crowd.complaints() == []
    assert "without our signature" in otklik.log("bot")


def test_what_whatsapp_repeats_and_shuffles_is_kept_once(otklik: Installation) -> None:
    whatsapp_of(otklik).order("duplicate_webhooks")
    crowd = settled(otklik, "дважды", 5)
    gathered = whatsapp_of(otklik).order("batch_webhooks", milliseconds=100)
    crowd.write(rounds=2)
    crowd.wait_until_all_arrived()
    rests(otklik)
    whatsapp_of(otklik).cancel(gathered)
    # one word of each and statuses between them: of one person nobody could tell which was said first
    shuffled = whatsapp_of(otklik).order("shuffle_webhooks", milliseconds=300)
    crowd.write()
    crowd.wait_until_all_arrived()
    rests(otklik)
    assert next(one["done"] for one in whatsapp_of(otklik).orders() if one["id"] == shuffled) > 0
    assert crowd.complaints() == []
    assert crowd.greeted_wrongly() == []


def test_one_bad_thing_among_two_thousand_stops_none_of_the_others(otklik: Installation) -> None:
    crowd = settled(otklik, "тысячи")
    anna = crowd.speakers[0]
    wrote = {"from": anna.person["phone"], "from_user_id": anna.person["user_id"], "timestamp": "1764504000"}
    messages: list[Wire] = [
        {"id": f"wamid.тысячи.{n}", "type": "text", "text": {"body": f"{anna.name} пишет {n}."}, **wrote}
        for n in range(20)
    ]
    messages.insert(10, {"id": "wamid.bad", "type": "text", "text": {"body": ["нет"]}, "timestamp": "вчера"})
    told = {"status": "delivered", "timestamp": "1764504000", "recipient_id": anna.person["phone"]}
    statuses = [{"id": f"wamid.чужой.{n}", **told} for n in range(MANY - len(messages))]
    items = [{"part": "messages", "body": one} for one in messages]
    items += [{"part": "statuses", "body": one} for one in statuses]
    whatsapp_of(otklik).posts_webhook(items=items)
    anna.said += [f"{anna.name} пишет {n}." for n in range(20)]
    crowd.wait_until_all_arrived()
    rests(otklik)
    assert crowd.complaints() == []


def test_a_word_about_a_message_that_is_not_recorded_yet_is_kept_for_it(otklik: Installation) -> None:
    """Delivered and read before our request was answered."""
    crowd = settled(otklik, "раньше")
    speaker = crowd.speakers[0]
    whatsapp_of(otklik).change_person(speaker.person, reads=True)
    whatsapp_of(otklik).order("late_answer", call="messages", milliseconds=1500)
    answers = crowd.answer_all()
    crowd.wait_until_answered(answers)

    def shown() -> str:
        (answer,) = in_topic(otklik, speaker, answers[speaker.name])
        return str(answer.get("reactions"))

    otklik.wait_for(lambda: REACTION_OF["read"] in shown(), "that it was read")
    assert crowd.received(speaker, answers) == 1


# -- kill -9


@pytest.mark.slow
def test_a_bot_that_is_killed_again_and_again_loses_and_doubles_nothing_of_what_it_was_brought(
    otklik: Installation,
) -> None:
    """Before it stores, before it answers 200, between that and the dialogue, in the middle of it."""
    crowd = settled(otklik, "нож", 20)
    for rounds in range(3):
        crowd.write(rounds=2)
        left = 30 - 10 * rounds
        otklik.wait_for(lambda: len(crowd.missing()) < left, "some of it")  # noqa: B023
        otklik.kill("bot")
        otklik.start("bot")
        whatsapp_of(otklik).repeats_webhooks()
    crowd.wait_until_all_arrived()
    rests(otklik)
    assert crowd.complaints() == []
    assert crowd.greeted_wrongly() == []


@pytest.mark.slow
def test_an_answer_that_was_leaving_when_its_sender_was_killed_is_unknown_and_never_sent_again_by_itself(
    otklik: Installation,
) -> None:
    crowd = settled(otklik, "обрыв", 8)
    whatsapp_of(otklik).order("late_answer", call="messages", milliseconds=60_000)
    answers = crowd.answer_all()
    otklik.wait_for(lambda: all(crowd.received(one, answers) for one in crowd.speakers), "answers on their phones")
    assert answers_in_flight(otklik) == len(crowd.speakers)
    otklik.kill("deliver")
    whatsapp_of(otklik).cancel()
    otklik.start("deliver")
    otklik.wait_for(lambda: all(crowd.unsure(one) for one in crowd.speakers), "words", AFTER_LEASE_SECONDS)
    rests(otklik, AFTER_LEASE_SECONDS)
    assert [crowd.received(one, answers) for one in crowd.speakers] == [1] * len(crowd.speakers)
    assert [len(crowd.unsure(one)) for one in crowd.speakers] == [1] * len(crowd.speakers)


# -- the account, and what it keeps


@pytest.mark.soak
def test_a_token_that_ends_in_the_evening_is_told_once_and_everything_waits_for_a_new_one(
    otklik: Installation,
) -> None:
    crowd = settled(otklik, "вечер", 4)
    whatsapp_of(otklik).change_account(expired=True)
    answers = crowd.answer_all()
    why = say("ru", "trouble.token_refused", transport="WhatsApp")
    otklik.wait_for(lambda: in_group(otklik, why), "that nothing leaves")
    crowd.write()  # what comes in, comes in
    crowd.wait_until_all_arrived()
    assert [crowd.received(one, answers) for one in crowd.speakers] == [0] * 4
    whatsapp_of(otklik).change_account(expired=False)
    crowd.wait_until_answered(answers, 150)
    rests(otklik, 150)
    assert [crowd.received(one, answers) for one in crowd.speakers] == [1] * 4
    assert len(in_group(otklik, why)) == 1
    assert in_group(otklik, say("ru", "staff.account_works", transport="WhatsApp"))
    assert crowd.complaints() == []


def test_a_photo_that_whatsapp_has_lost_is_told_in_the_topic(otklik: Installation) -> None:
    crowd = settled(otklik, "фото")
    anna = crowd.speakers[0]
    lost = file(b"\xff\xd8\xff\xe0 there was one", "a.jpg", "image/jpeg", lost=True)
    whatsapp_of(otklik).types(anna.person, image=lost, caption=f"{anna.name} показывает.")
    thread = otklik.wait_for_topic(anna.name)["message_thread_id"]

    def told() -> list[str]:
        return [text for text in otklik.telegram.texts(otklik.group, thread) if "не отдал" in text]

    otklik.wait_for(told, "that the file is gone")
    rests(otklik)
    assert len(told()) == 1
    crowd.write()
    crowd.wait_until_all_arrived()


# -- one person everywhere


def picks(whatsapp: SimulatedWhatsApp, person: Wire, label: str) -> None:
    """Of what the last message offers, as buttons or as a list, once it offers that."""

    def offered() -> str:
        last = whatsapp.received(person)[-1]
        return next((verb for verb in ("buttons", "rows") if label in str(last.get(verb))), "")

    whatsapp.wait_for(offered, 60)
    (whatsapp.presses if offered() == "buttons" else whatsapp.chooses)(person, label)


def adds_phone(otklik: Installation, anna: Wire, phone: str) -> str:
    """As far as the code that her phone was sent; the code."""
    whatsapp, modem = whatsapp_of(otklik), otklik.modem
    assert modem is not None
    whatsapp.types(anna, "/transports")
    for label in ("Добавить", "SMS"):
        picks(whatsapp, anna, label)
    whatsapp.wait_for(lambda: "Напишите номер" in whatsapp.texts(anna)[-1], 60)
    whatsapp.types(anna, phone)
    found: list[str] = re.findall(r"\d{6}", modem.waits_for_sms_to(phone)["text"])
    return found[0]


def joins_telegram(otklik: Installation, anna: Wire, there: Wire) -> None:
    whatsapp, telegram = whatsapp_of(otklik), otklik.telegram
    for label in ("Добавить", "Telegram"):
        picks(whatsapp, anna, label)
    whatsapp.wait_for(lambda: "?start=" in "".join(whatsapp.texts(anna)[-2:]), 60)
    telegram.starts(there, re.findall(r"\?start=(\S+)", "".join(whatsapp.texts(anna)[-2:]))[0])
    place = Place(telegram, there)
    telegram.presses(place.with_button("Подключить"), "Подключить", there)
    place.sees("Чат подключён")


def test_a_code_of_one_chat_is_good_in_no_other_and_one_person_writes_from_three_places_at_once(
    otklik: Installation,
) -> None:
    whatsapp, telegram, modem = whatsapp_of(otklik), otklik.telegram, otklik.modem
    assert modem is not None
    crowd, other = settled(otklik, "тройная"), settled(otklik, "чужая")
    anna, there, phone = crowd.speakers[0].person, otklik.person("Анна Третья"), "+79161234567"
    code = adds_phone(otklik, anna, phone)
    other.speakers[0].said.append(code)
    whatsapp.types(other.speakers[0].person, code)
    other.wait_until_all_arrived()  # words like any other
    whatsapp.types(anna, code)
    whatsapp.wait_for(lambda: "Подтверждено: SMS +7 916 123-45-67" in "".join(whatsapp.texts(anna)[-2:]), 60)
    joins_telegram(otklik, anna, there)

    words = [f"{crowd.speakers[0].name} отовсюду {n}." for n in range(3)]
    whatsapp.types(anna, words[0])
    telegram.types(there, words[1])
    modem.texts(phone, words[2])
    thread = otklik.wait_for_topic("тройная")["message_thread_id"]

    def seen() -> list[int]:
        posts = telegram.texts(otklik.group, thread)
        return [sum(one in post for post in posts) for one in words]

    otklik.wait_for(lambda: all(seen()), "all three in the topic")
    rests(otklik)
    assert seen() == [1, 1, 1]
    telegram.types(otklik.person("Иван"), "Ответ один.", otklik.group, message_thread_id=thread)

    def got() -> int:
        return [*whatsapp.texts(anna), *telegram.texts(there), *modem.texts_to(phone)].count("Ответ один.")

    otklik.wait_for(got, "the answer")
    rests(otklik)
    assert got() == 1
