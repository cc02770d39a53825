"""A phone with WhatsApp on the page: what is done there arrives, what arrives is shown, staff see how far it came."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.page.stage import Screen, Stage, Wire

HOSTILE = '<img src=x onerror="window.pwned=1">'


def opened(stage: Stage, screen: Screen, words: str = "Не работает телевизор") -> Wire:
    """Somebody with WhatsApp and a request; their phone and its topic are on the screen."""
    vera = stage.chatter()
    screen.takes_whatsapp(vera)
    screen.writes(screen.phone, words)
    screen.sees(screen.phone, "принята")
    screen.opens(vera["name"])
    return vera


def does(screen: Screen, what: str) -> None:
    """Chooses from the menu of the phone."""
    screen.phone.locator(".phone-head .round").click()
    screen.page.get_by_role("menuitem", name=what).click()


def test_an_answer_is_read_by_opening_the_chat_and_the_agent_sees_it(stage: Stage, screen: Screen) -> None:
    vera = opened(stage, screen)
    expect(screen.phone.locator(".window")).to_contain_text("Окно открыто до")
    screen.takes_old_phone()
    screen.writes(screen.group, "Смотрим порт")
    reaction = screen.message(screen.group, "Смотрим порт").locator(".reaction")
    expect(reaction).to_have_text("👍")
    expect(screen.page.locator(f'[data-key="w{vera["id"]}"] .badge')).to_have_text("1")
    screen.takes_whatsapp(vera)
    expect(screen.message(screen.phone, "Смотрим порт").locator(".ticks.read")).to_be_visible()
    expect(reaction).to_have_text("👀")


def test_a_button_and_a_row_of_a_list_are_answers(stage: Stage, screen: Screen) -> None:
    vera = opened(stage, screen)
    screen.writes(screen.phone, "/transports")
    screen.presses(screen.phone, "1. WhatsApp")
    expect(screen.message(screen.phone, "1. WhatsApp").locator(".quote")).to_be_visible()
    screen.sees(screen.phone, "Приходит всё")
    list_ = screen.phone.locator(".key[aria-haspopup=dialog]").last
    list_.focus()
    screen.page.keyboard.press("Enter")
    sheet = screen.page.get_by_role("dialog")
    expect(sheet.get_by_role("button", name="Тихие часы")).to_be_visible()
    said = len(stage.whatsapp.messages(vera))
    screen.page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    assert len(stage.whatsapp.messages(vera)) == said
    list_.click()
    sheet.get_by_role("button", name="Пауза").click()
    expect(screen.message(screen.phone, "Пауза").locator(".quote")).to_contain_text("Приходит всё")
    stage.whatsapp.wait_for(lambda: len(stage.whatsapp.messages(vera)) >= said + 2)


def test_files_quotes_and_reactions_go_both_ways(stage: Stage, screen: Screen) -> None:
    vera = opened(stage, screen)
    screen.attaches(screen.phone, "Фото для примера")
    expect(screen.phone.locator(".photo img")).to_be_visible()
    expect(screen.group.locator(".photo img")).to_be_visible()
    screen.attaches(screen.phone, "Документ для примера")
    expect(screen.group.locator(".document")).to_contain_text("договор.txt")
    screen.attaches(screen.group, "Фото для примера")
    expect(screen.phone.locator(".message.other .photo img")).to_be_visible()
    screen.writes(screen.group, "Какая лампочка горит?")
    screen.does(screen.phone, "Какая лампочка", "Реакция 🙏")
    expect(screen.phone.locator(".reaction")).to_have_text("🙏")
    question = next(one for one in stage.whatsapp.messages(vera) if "Какая лампочка" in one["text"])
    assert question["reactions"] == {"person": "🙏"}
    screen.does(screen.phone, "Какая лампочка", "Ответить")
    screen.writes(screen.phone, "Красная")
    expect(screen.message(screen.phone, "Красная").locator(".quote")).to_contain_text("Какая лампочка")
    screen.page.reload()
    expect(screen.phone.locator(".reaction")).to_have_text("🙏")
    screen.sees(screen.phone, "Красная")


def test_a_phone_without_internet_and_one_that_blocks_show_nothing_new(stage: Stage, screen: Screen) -> None:
    vera = opened(stage, screen)
    does(screen, "Выключить интернет")
    expect(screen.phone.locator(".notice")).to_contain_text("без сети")
    screen.writes(screen.group, "Перезагрузите роутер")
    expect(screen.message(screen.group, "Перезагрузите").locator(".reaction")).to_have_text("👌")
    expect(screen.phone).not_to_contain_text("Перезагрузите роутер")
    screen.phone.get_by_role("button", name="Включить интернет").click()
    screen.sees(screen.phone, "Перезагрузите роутер")
    does(screen, "Заблокировать службу")
    expect(screen.phone.locator(".notice")).to_contain_text("заблокирована")
    screen.writes(screen.group, "Ответьте, пожалуйста")
    expect(screen.message(screen.group, "Ответьте").locator(".reaction")).to_have_text("👎")
    screen.phone.get_by_role("button", name="Разблокировать службу").click()
    expect(screen.field(screen.phone)).to_be_visible()
    assert "Ответьте, пожалуйста" not in screen.phone.inner_text()
    assert stage.whatsapp.chat(vera)["blocked"] is False


def test_the_number_is_hidden_and_changed(stage: Stage, screen: Screen) -> None:
    vera = opened(stage, screen)
    does(screen, "Скрыть номер")
    stage.whatsapp.wait_for(lambda: stage.whatsapp.chat(vera)["person"]["shape"] == "no_phone")
    does(screen, "Сменить номер")
    dialog = screen.page.get_by_role("dialog")
    dialog.get_by_label("Новый номер").fill("8 916")
    dialog.get_by_role("button", name="Готово").click()
    expect(dialog).to_contain_text("Номер начинается с +")
    dialog.get_by_label("Новый номер").fill("+7 921 555-44-33")
    dialog.get_by_role("button", name="Готово").click()
    expect(screen.phone.locator(".who")).to_contain_text("+79215554433")
    screen.page.locator(".phones .service", has_text="Номер телефона сменился").wait_for()
    assert stage.whatsapp.chat(vera)["person"]["user_id"] != vera["user_id"]


def test_a_window_that_has_closed_is_said(stage: Stage, screen: Screen) -> None:
    vera = stage.chatter()
    ahead = stage.whatsapp.get("/control/clock")["offset_seconds"]
    stage.whatsapp.clock(ahead - 25 * 3600)
    stage.whatsapp.types(vera, "вчерашнее")
    stage.whatsapp.clock(ahead)
    screen.takes_whatsapp(vera)
    expect(screen.phone.locator(".window.closed")).to_contain_text("Окно закрыто")
    screen.writes(screen.phone, "сегодняшнее")
    expect(screen.phone.locator(".window.open")).to_contain_text("Окно открыто до")


def test_phones_with_one_number_are_one_person_s(stage: Stage, screen: Screen) -> None:
    number = "79161230001"
    anna = stage.requester(phone_number=number)
    screen.takes(anna)
    does(screen, "Установить WhatsApp")
    expect(screen.phone.locator(".app.whatsapp[aria-pressed=true]")).to_be_visible()
    screen.writes(screen.phone, "пишу по WhatsApp")
    does(screen, "SMS и звонки")
    screen.writes(screen.phone, "пишу по SMS")
    faces = screen.page.locator(".phones [role=tab]", has_text="Анна")
    expect(faces.and_(screen.page.locator("[aria-selected=true]"))).to_have_count(1)
    screen.switches_to("telegram")
    screen.writes(screen.phone, "пишу в Telegram")
    screen.switches_to("whatsapp")
    screen.sees(screen.phone, "пишу по WhatsApp")
    assert screen.page.locator(f'.phones [data-key="p{anna["id"]}"]').count() == 0
    screen.switches_to("telegram")
    expect(screen.page.locator(f'.phones [data-key="p{anna["id"]}"]')).to_have_count(1)


def test_a_new_requester_gets_a_phone_with_whatsapp(stage: Stage, screen: Screen) -> None:
    screen.page.get_by_role("button", name="Новый абонент").first.click()
    dialog = screen.page.get_by_role("dialog")
    dialog.get_by_label("WhatsApp").check()
    dialog.get_by_label("Номер").fill("+7 (921) 777-66-55")
    dialog.get_by_role("button", name="Создать").click()
    expect(dialog).to_contain_text("Укажите имя")
    dialog.get_by_label("Имя").fill("Зоя")
    dialog.get_by_role("button", name="Создать").click()
    screen.holds("Зоя")
    screen.writes(screen.phone, "Не работает")
    screen.sees(screen.phone, "принята")
    assert stage.whatsapp.texts({"id": "79217776655"})


def test_whatsapp_s_marks_are_drawn_and_what_people_write_stays_text(stage: Stage, screen: Screen) -> None:
    vera = stage.chatter(HOSTILE)
    stage.whatsapp.types(vera, f"*важно* {HOSTILE} https://example.org/a_b_c снова snake_case_name")
    screen.takes_whatsapp(vera)
    words = screen.message(screen.phone, "важно").locator(".words")
    expect(words.locator("strong")).to_have_text("важно")
    expect(words.locator("a")).to_have_attribute("href", "https://example.org/a_b_c")
    expect(words).to_contain_text("snake_case_name")
    assert screen.page.evaluate("window.pwned") is None
    assert screen.page.locator("img[onerror]").count() == 0


def test_whatsapp_s_trouble_is_ordered_seen_and_ended(stage: Stage, screen: Screen) -> None:
    screen.page.locator(".trouble").click()
    dialog = screen.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Всё приходит дважды").click()
    expect(dialog.get_by_role("button", name="Убрать помехи")).to_be_visible()
    assert [order["do"] for order in stage.whatsapp.orders()] == ["duplicate_webhooks"]
    dialog.get_by_role("button", name="Убрать помехи").click()
    dialog.get_by_role("button", name="Токен просрочен").click()
    dialog.get_by_role("button", name="Токен снова действует").click()
    expect(dialog.get_by_role("button", name="Токен просрочен")).to_be_visible()
    assert stage.whatsapp.account()["expired"] is False
    assert stage.whatsapp.orders() == []


@pytest.mark.parametrize("width", [360, 1180])
def test_a_phone_with_whatsapp_does_not_scroll_sideways(stage: Stage, browser: Browser, width: int) -> None:
    vera = stage.chatter("Анна-Мария-Элеонора")
    with browser.new_context(locale="en-GB", viewport={"width": width, "height": 740}) as context:
        screen = Screen(context.new_page(), stage.server.url)
        screen.takes_whatsapp(vera)
        screen.writes(screen.phone, f"Длинное{'слово' * 60} https://example.org/{'путь' * 40}")
        screen.sees(screen.phone, "English")
        expect(screen.phone.locator(".window")).to_contain_text("The window is open until")
        assert not re.search("[А-Яа-я]", screen.phone.locator(".window").inner_text())
        assert not screen.scrolls_sideways()
        assert screen.errors == []
