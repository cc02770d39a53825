"""What was offered long ago stays pressable for ever where nothing is edited, and whoever likes sends whatever key:
each such press is answered politely, changes nothing and tells nothing.
"""

from dataclasses import replace

import pytest

from models.db import Database
from models.rules.delivery.choices import dialogue_key
from models.rules.delivery.transports import SHIPPED
from tests.dialogues.conftest import phone_of
from tests.dialogues.office import DialogueOffice
from tests.dialogues.phone import Phone, Screen
from tests.dialogues.regulation import DIALOGUES

OVER = "уже не действует / no longer works"
BOTH = [("telegram", "ru"), ("whatsapp", "ru"), ("whatsapp", "en")]


@pytest.fixture(params=BOTH, ids="-".join)
def anna(request: pytest.FixtureRequest, office: DialogueOffice) -> Phone:
    name, language = request.param
    phone = phone_of(office, SHIPPED[name], language)
    phone.meets()
    return phone


def is_refused(phone: Phone, key: str, under: Screen | None = None) -> str:
    """What they read."""
    before = phone.office.facts()
    phone.forges(key, under)
    assert phone.office.facts() == before
    assert phone.said, "nobody is left without an answer"
    return phone.said


def pressed_again(phone: Phone, words: str) -> None:
    """The same choice, as it stood when it was first shown."""
    label = phone.mine(words)
    screen, key = next(
        (screen, key) for screen in phone.screens for key, shown in screen.ever.items() if shown == label
    )
    assert phone.mine(OVER) in is_refused(phone, key, screen)


def test_what_was_sent_is_not_sent_twice(anna: Phone) -> None:
    anna.says("Сломалось / It broke")
    anna.presses("Счёт / Bill")
    anna.presses("Отправить / Send")
    pressed_again(anna, "Отправить / Send")
    pressed_again(anna, "Счёт / Bill")
    assert len(anna.tickets) == 1


def test_an_older_question_is_not_answered_any_more(anna: Phone) -> None:
    anna.says("Сломалось / It broke")
    anna.presses("Не работает интернет в квартире / The internet is down at home")
    pressed_again(anna, "Счёт / Bill")
    anna.says("Лесная, 5 / Forest Street 5")
    assert "Какой у вас тариф" in anna.said or "Which tariff" in anna.said


def test_pages_of_what_is_over_are_not_turned(anna: Phone) -> None:
    anna.says("Сломалось / It broke")
    if not anna.turns_pages:
        return
    anna.presses("Переезд / Move")
    pressed_again(anna, "Ещё варианты / More choices")
    pressed_again(anna, "Предыдущие варианты / Previous choices")


def test_what_is_closed_is_not_closed_again_nor_opened_twice(anna: Phone) -> None:
    anna.has_open(1)
    anna.says("/close")
    anna.presses("Закрыть №1 / Close #1")
    pressed_again(anna, "Закрыть №1 / Close #1")
    anna.says("/reopen")
    anna.presses("Вернуться к №1 / Reopen #1")
    pressed_again(anna, "Вернуться к №1 / Reopen #1")
    assert len(anna.tickets) == 1


def test_a_proposal_that_was_answered_is_not_answered_again(anna: Phone) -> None:
    anna.has_open(1)
    anna.proposed_to_close(1)
    anna.presses("Ещё нет / Not yet")
    pressed_again(anna, "Вопрос решён / Solved")
    assert len(anna.tickets) == 1


def test_of_somebody_elses_request_nothing_is_changed_and_nothing_learned(anna: Phone) -> None:
    boris = phone_of(anna.office, anna.traits, anna.language, f"{anna.address}9")
    boris.meets("Борис")
    boris.has_open(1)
    boris.proposed_to_close(1)
    (ticket,) = boris.tickets
    for verb in ("close", "reopen", "solved", "unsolved", "why", "status", "write", "under"):
        theirs = is_refused(anna, dialogue_key(0, f"{verb}:{ticket.id}"))
        assert theirs == is_refused(anna, dialogue_key(0, f"{verb}:{ticket.id + 7}"))
        assert anna.mine(OVER) in theirs


MADE_UP = (
    "send", "kind:bill", "to:1", "answer:t1", "page:12345678:2", "contract:1", "who:agent", "lang:de", "zone:mars",
    "notme:", "notme:x", "keep:1:2:3", "forget:yes:1", "forget:stop:99", "²", "x" * 240,
    "tr:gone:1", "tr:one:999", "tr:cat:1:99:on", "tr:cat:1:0", "tr:up:999", "tr:agree:x", "tr:sure:1:1:gone",
)  # fmt: skip


def test_whatever_key_is_made_up_changes_nothing(anna: Phone) -> None:
    anna.has_open(1)
    for key in MADE_UP:
        is_refused(anna, f"d:0:{key}")
    is_refused(anna, f"d:{2**60}:send")
    is_refused(anna, "t:1:1:close")
    is_refused(anna, "…")


def test_a_choice_of_one_chat_is_nothing_in_another(anna: Phone) -> None:
    elsewhere = "telegram" if anna.traits.name == "whatsapp" else "whatsapp"
    other = phone_of(anna.office, SHIPPED[elsewhere], anna.language)
    other.meets("Борис")
    anna.says("Сломалось / It broke")
    anna.presses("Счёт / Bill")
    screen, key = next((one, key) for one in reversed(anna.screens) for key in one.choices)
    assert anna.mine(OVER) in is_refused(other, key, replace(screen, id="m999"))
    anna.presses("Отправить / Send")
    assert (len(anna.tickets), other.tickets) == (1, [])


def test_what_is_switched_by_an_old_press_stays_as_the_press_says(anna: Phone) -> None:
    """Twice the same press is once, also where it switches."""
    anna.office.has_phone(anna.office.who(anna.traits, anna.address), "+79165550101")
    anna.says("/transports")
    anna.presses("2. SMS +7 916 555-01-01")
    anna.presses("Что присылать / What to send")
    screen, key = next((one, key) for one in anna.screens for key, label in one.ever.items() if label.startswith("✓"))
    for _ in range(2):
        anna.forges(key, screen)
        assert any("✗" in label for label in anna.reads_choices())


def test_an_old_press_does_not_change_the_order_again(anna: Phone) -> None:
    who = anna.office.who(anna.traits, anna.address)
    anna.office.has_phone(who, "+79165550101")
    anna.office.has_phone(who, "+79165550102")
    anna.says("/transports")
    anna.presses("3. SMS +7 916 555-01-02")
    screen, key = next(
        (one, key) for one in anna.screens for key, label in one.ever.items() if label == anna.mine("Выше / Up")
    )
    anna.forges(key, screen)
    anna.reads("1. ", "2. SMS +7 916 555-01-02", "3. SMS +7 916 555-01-01")
    anna.forges(key, screen)
    anna.says("/transports")
    anna.reads("1. ", "2. SMS +7 916 555-01-02", "3. SMS +7 916 555-01-01")


def test_who_presses_without_end_is_told_so_once(database: Database) -> None:
    """Where nothing pops up, each answer would be a message."""
    office = DialogueOffice(database, DIALOGUES.replace("messages_per_minute = 60", "messages_per_minute = 2"))
    anna = phone_of(office, SHIPPED["whatsapp"])
    anna.meets()
    said = list[str]()
    for _ in range(5):
        anna.forges("d:0:send")
        said.append(anna.said)
    assert [bool(words) for words in said] == [True, True, True, False, False]
    assert "Слишком много нажатий" in said[2]
