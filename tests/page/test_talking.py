"""Writing, pressing, correcting, sending files: what the page does arrives, and what arrives is shown."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.origins import channel, hidden_user
from tests.page.stage import Screen, Stage, Wire, wait_until
from tests.simulated_telegram import file, png

HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'


def opened(stage: Stage, screen: Screen, words: str = "Не работает интернет") -> Wire:
    """A requester with a ticket; their phone and their topic are on the screen."""
    person = stage.requester()
    screen.takes(person)
    screen.writes(screen.phone, words)
    screen.opens(f"Анна {person['last_name']}")
    screen.sees(screen.group, f"Анна {person['last_name']}")
    return person


def own(stage: Stage, person: Wire) -> list[Wire]:
    return [message for message in stage.telegram.messages(person) if message["sender_id"] == person["id"]]


def test_a_reply_names_what_it_replies_to(stage: Stage, screen: Screen) -> None:
    anna = opened(stage, screen)
    screen.writes(screen.group, "Какая лампочка горит?")
    screen.sees(screen.phone, "Какая лампочка горит?")
    screen.does(screen.phone, "Какая лампочка", "Ответить")
    expect(screen.phone.locator(".about")).to_contain_text("В ответ")
    screen.writes(screen.phone, "Красная")
    expect(screen.message(screen.phone, "Красная").locator(".quote")).to_contain_text("Какая лампочка")
    question = next(one for one in stage.telegram.messages(anna) if one.get("text") == "Какая лампочка горит?")
    assert own(stage, anna)[-1]["reply_to_message_id"] == question["message_id"]
    screen.sees(screen.group, "Красная")


def test_a_key_below_the_field_shares_ones_own_number_once(stage: Stage, screen: Screen) -> None:
    anna = stage.requester(phone_number="+79167654321")
    stage.telegram.starts(anna)
    screen.takes(anna)
    keys = {"keyboard": [[{"text": "Мой номер", "request_contact": True}]], "one_time_keyboard": True}
    stage.telegram.api("sendMessage", chat_id=anna["id"], text="Кто вы?", reply_markup=keys)
    key = screen.phone.locator(".composer .below .key", has_text="Мой номер")
    key.click()
    expect(screen.phone.locator(".message", has_text="79167654321").last).to_be_visible()
    expect(key).to_have_count(0)
    assert own(stage, anna)[-1]["contact"]["user_id"] == anna["id"]


def test_whose_words_they_are_what_they_quote_and_what_is_covered_is_shown(stage: Stage, screen: Screen) -> None:
    anna = stage.requester()
    screen.takes(anna)
    asked = stage.telegram.types(anna, "Когда придёт мастер?")
    stage.telegram.types(anna, "Завтра", reply_to_message_id=asked["message_id"], quote="мастер")
    expect(screen.message(screen.phone, "Завтра").locator(".quote")).to_contain_text("«мастер»")
    stage.telegram.types(anna, "Отключат воду", forward_origin=channel(HOSTILE, signature="Редакция"))
    origin = screen.message(screen.phone, "Отключат воду").locator(".origin")
    expect(origin).to_have_text(f"Переслано от: {HOSTILE} (Редакция)")
    stage.telegram.types(anna, "это у нас?", external_reply={"origin": hidden_user("Мария"), "text": "Света нет"})
    expect(screen.message(screen.phone, "это у нас?").locator(".quote")).to_have_text("МарияСвета нет")
    hidden = {"photo": file(png(), "a.png"), "caption": "красный роутер", "has_media_spoiler": True}
    stage.telegram.types(anna, album=[hidden, {"photo": file(png(), "b.png"), "caption": "договор 4711"}])
    album = screen.message(screen.phone, "красный роутер")
    expect(album).to_contain_text("договор 4711")
    expect(album.locator(".cover")).to_have_count(1)
    album.locator(".cover").click()
    expect(album.locator(".cover")).to_have_count(0)
    assert screen.page.evaluate("window.pwned") is None


def test_the_arrow_up_corrects_the_last_message_and_staff_see_it(stage: Stage, screen: Screen) -> None:
    opened(stage, screen)
    screen.writes(screen.phone, "Полярная, 7")
    screen.sees(screen.group, "Полярная, 7")
    field = screen.field(screen.phone)
    field.press("ArrowUp")
    expect(field).to_have_value("Полярная, 7")
    field.press("Escape")
    expect(field).to_have_value("")
    field.press("ArrowUp")
    field.fill("Полярная, 17")
    field.press("Enter")
    expect(screen.message(screen.phone, "Полярная, 17").locator(".foot")).to_contain_text("изменено")
    screen.sees(screen.group, "Полярная, 17")


def test_shift_and_enter_begin_a_line(stage: Stage, screen: Screen) -> None:
    anna = stage.requester()
    screen.takes(anna)
    field = screen.field(screen.phone)
    field.press_sequentially("раз")
    field.press("Shift+Enter")
    field.press_sequentially("два")
    field.press("Enter")
    screen.sees(screen.phone, "раз")
    assert own(stage, anna)[0]["text"] == "раз\nдва"


def test_a_reaction_and_a_deletion(stage: Stage, screen: Screen) -> None:
    anna = opened(stage, screen)
    screen.writes(screen.phone, "лишнее")
    screen.does(screen.phone, "лишнее", "Реакция 🔥")
    expect(screen.message(screen.phone, "лишнее").locator(".reaction")).to_have_text("🔥")
    screen.does(screen.phone, "лишнее", "Удалить")
    expect(screen.phone.locator(".message", has_text="лишнее")).to_have_count(0)
    assert "лишнее" not in [message.get("text") for message in own(stage, anna)]


def test_what_people_write_is_text_wherever_it_is_shown(stage: Stage, screen: Screen) -> None:
    person = stage.requester(HOSTILE)
    screen.takes(person)
    screen.writes(screen.phone, HOSTILE)
    screen.opens("<img src=x")
    screen.sees(screen.group, HOSTILE)
    stage.telegram.types(person, document=file(b"x", f"{HOSTILE}.txt"))
    screen.sees(screen.phone, f"{HOSTILE}.txt")
    stage.telegram.post(
        f"/control/chats/{stage.otklik.group['id']}/topics",
        **{"as": stage.otklik.people["Иван"]["id"], "name": HOSTILE},
    )
    expect(screen.page.locator(".topic b", has_text=HOSTILE).first).to_be_attached()
    assert screen.page.evaluate("window.pwned") is None
    assert screen.page.locator("img[onerror], #app script").count() == 0


def test_a_link_that_runs_code_is_no_link(stage: Stage, screen: Screen) -> None:
    person = stage.requester()
    link: dict[str, Any] = {"type": "text_link", "offset": 0, "length": 4, "url": "javascript:window.pwned=1"}
    bold = {"type": "bold", "offset": 5, "length": 2}
    code = {"type": "code", "offset": 8, "length": 3}
    stage.telegram.types(person, "жми! 😀 код", entities=[link, bold, code])
    screen.takes(person)
    words = screen.message(screen.phone, "жми!").locator(".words")
    expect(words).to_have_text("жми! 😀 код")
    expect(words.locator("strong")).to_have_text("😀")
    expect(words.locator("code")).to_have_text("код")
    assert words.locator("a").count() == 0


def test_two_chosen_pictures_are_an_album_for_both_sides(stage: Stage, screen: Screen, tmp_path: Path) -> None:
    anna = opened(stage, screen)
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_bytes(png())
    with screen.page.expect_file_chooser() as chooser:
        screen.attaches(screen.phone, "Фото или альбом…")
    chooser.value.set_files([tmp_path / "a.png", tmp_path / "b.png"])
    expect(screen.phone.locator(".album img")).to_have_count(2)
    expect(screen.group.locator(".album img")).to_have_count(2)
    sent = own(stage, anna)[-2:]
    assert sent[0]["media_group_id"] == sent[1]["media_group_id"]


def test_samples_for_who_has_no_files_at_hand(stage: Stage, screen: Screen) -> None:
    anna = opened(stage, screen)
    wanted = {
        "Фото для примера": "photo",
        "Документ для примера": "document",
        "Голосовое для примера": "voice",
        "Место на карте": "location",
        "Стикер 🎉": "sticker",
    }
    for what, kind in wanted.items():
        before = len(own(stage, anna))
        screen.attaches(screen.phone, what)
        stage.telegram.wait_for(lambda before=before: len(own(stage, anna)) > before)
        assert kind in own(stage, anna)[-1]
    wait_until(screen.page, "[...document.querySelectorAll('.phones img')].every((one) => one.naturalWidth > 0)")


def test_a_button_of_the_topic_is_pressed_and_its_answer_shown(stage: Stage, screen: Screen) -> None:
    opened(stage, screen)
    screen.presses(screen.group, "Взять")
    expect(screen.page.locator(".toast")).to_be_visible()
    screen.sees(screen.group, "ведёт Иван")


def test_a_closed_topic_says_so_to_who_may_not_write_there(stage: Stage, screen: Screen) -> None:
    anna = opened(stage, screen)
    topic = stage.otklik.wait_for_topic(anna["last_name"])
    stage.telegram.closes_topic(stage.otklik.group, topic["message_thread_id"], stage.otklik.people["Ольга"])
    expect(screen.group.locator(".notice")).to_contain_text("Тема закрыта")
    expect(screen.group.locator(".composer")).to_be_hidden()
    screen.page.locator(".as select").last.select_option(label="Ольга")
    expect(screen.group.locator(".composer")).to_be_visible()
    screen.group.locator(".topic-head .round").last.click()
    screen.page.get_by_role("menuitem", name="Удалить тему").click()
    expect(screen.page.locator(".topic", has_text=f"Анна {anna['last_name']}")).to_have_count(0)
    screen.page.locator(".as select").last.select_option(label="Иван")


def test_a_blocked_bot_is_unblocked_again(stage: Stage, screen: Screen) -> None:
    anna = opened(stage, screen)
    screen.phone.locator(".phone-head .round").click()
    screen.page.get_by_role("menuitem", name="Заблокировать бота").click()
    expect(screen.phone.locator(".notice")).to_contain_text("заблокирован")
    assert stage.telegram.chat(anna)["blocked"] is True
    screen.phone.get_by_role("button", name="Разблокировать").click()
    expect(screen.field(screen.phone)).to_be_visible()
    assert stage.telegram.chat(anna)["blocked"] is False


def test_a_new_requester_gets_a_phone_and_starts_the_bot(stage: Stage, screen: Screen) -> None:
    screen.page.get_by_role("button", name="Новый абонент").first.click()
    dialog = screen.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Создать").click()
    expect(dialog).to_contain_text("Укажите имя")
    dialog.get_by_label("Имя").fill("Пётр")
    dialog.get_by_label("Язык Telegram").select_option("en")
    dialog.get_by_role("button", name="Создать").click()
    expect(screen.phone.locator(".who b")).to_have_text("Пётр")
    screen.phone.get_by_role("button", name="Запустить").click()
    screen.sees(screen.phone, "/start")
    expect(screen.phone.locator(".message.other").first).to_contain_text(re.compile("[A-Za-z]{4}"))


def test_a_new_old_phone_texts_and_hears_back(stage: Stage, screen: Screen) -> None:
    assert stage.otklik.modem is not None
    screen.page.get_by_role("button", name="Новый абонент").first.click()
    dialog = screen.page.get_by_role("dialog")
    dialog.get_by_label("Телефон без интернета").check()
    dialog.get_by_label("Имя").fill("Дед Иван")
    dialog.get_by_label("Номер").fill("8 916")
    dialog.get_by_role("button", name="Создать").click()
    expect(dialog).to_contain_text("Номер начинается с +")
    dialog.get_by_label("Номер").fill("+7 (916) 555-44-33")
    dialog.get_by_role("button", name="Создать").click()
    screen.holds("Дед Иван")
    field = screen.field(screen.phone)
    field.fill("Я" * 71)
    expect(screen.phone.locator(".count")).to_have_text("2 SMS · ещё 63")
    field.press("Enter")
    screen.sees(screen.phone, "принята")
    expect(screen.message(screen.phone, "принята").locator(".foot")).to_contain_text("доставлено")
    expect(screen.message(screen.phone, "ЯЯЯ").locator(".foot")).to_contain_text("2 SMS")
