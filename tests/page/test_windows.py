"""Narrow and medium windows, the keyboard alone, and connections that go."""

import pytest
from playwright.sync_api import Browser, expect

from tests.page.stage import Screen, Stage


@pytest.mark.parametrize("width", [360, 760, 1000, 1180, 1280, 1920])
def test_nothing_scrolls_sideways(stage: Stage, screen: Screen, width: int) -> None:
    person = stage.requester("Анна-Мария-Элеонора")
    screen.takes(person)
    screen.writes(screen.phone, f"Длинное{'слово' * 60} https://example.org/{'путь' * 40}")
    screen.page.set_viewport_size({"width": width, "height": 740})
    for tab in screen.page.locator(".tabs button:visible").all():
        tab.click()
        assert not screen.scrolls_sideways()


#: Written and measured in one go: the clock writes its own words again, a moment later.
CUT_OFF = """(() => {
  const clock = {".desk": "Служба поддержки: открыта до 22:00",
                 ".next": "№1: напоминание о сроке «следующий ответ» через 14 д 7 ч"};
  for (const [place, words] of Object.entries(clock)) document.querySelector(place).textContent = words;
  const phone = [".phone-head small", ".display"].map((place) => `.phones ${place}`);
  const shown = [...document.querySelectorAll([".time", ".desk", ".next", ...phone])];
  return shown.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.className || one.innerText);
})()"""


@pytest.mark.parametrize("width", [800, 1181, 1240, 1280, 1366, 1440, 1600, 1920])
def test_what_the_clock_and_the_old_phone_say_is_read_to_its_end(screen: Screen, width: int) -> None:
    screen.takes_old_phone()
    expect(screen.page.locator(".desk")).to_be_visible()
    screen.page.set_viewport_size({"width": width, "height": 900})
    assert screen.page.evaluate(CUT_OFF) == []


def test_a_phone_s_width_is_enough_for_a_whole_conversation(stage: Stage, browser: Browser) -> None:
    anna = stage.requester()
    with browser.new_context(locale="en-GB", viewport={"width": 360, "height": 740}, has_touch=True) as context:
        screen = Screen(context.new_page(), stage.server.url)
        tabs = screen.page.locator(".tabs")
        screen.takes(anna)
        screen.writes(screen.phone, "Не работает")
        expect(tabs.get_by_role("tab", name="Group").locator(".badge")).to_be_visible()
        tabs.get_by_role("tab", name="Group").click()
        screen.opens(f"Анна {anna['last_name']}")
        screen.writes(screen.group, "Смотрим")
        screen.page.get_by_role("button", name="All topics").click()
        expect(screen.page.locator(".topic").first).to_be_visible()
        expect(screen.group).to_be_hidden()
        tabs.get_by_role("tab", name="Requesters").click()
        screen.sees(screen.phone, "Смотрим")
        assert screen.errors == []


def focused(screen: Screen) -> str:
    """The accessible name of what has the focus."""
    return str(
        screen.page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText")
    )


def by_keyboard(screen: Screen, key: str, until: str) -> None:
    """Presses it until what has the focus is called so."""
    for _ in range(60):
        if until in focused(screen):
            return
        screen.page.keyboard.press(key)
    raise AssertionError(f"{key} never leads to {until!r}, but to {focused(screen)!r}")


def says(screen: Screen, words: str) -> None:
    # opening a conversation puts the cursor into it, a moment later
    expect(screen.page.locator("textarea:focus, input:focus, [contenteditable]:focus")).to_have_count(1)
    screen.page.keyboard.type(words)
    screen.page.keyboard.press("Enter")


def test_a_request_is_filed_and_answered_by_keyboard(stage: Stage, screen: Screen) -> None:
    anna = stage.requester("Жанна")
    keyboard = screen.page.keyboard
    expect(screen.page.locator(f'[data-key="p{anna["id"]}"]')).to_be_visible()
    screen.page.locator(".phones [role=tab][aria-selected=true]").focus()
    by_keyboard(screen, "ArrowRight", "Жанна")
    expect(screen.phone.locator(".who b")).to_contain_text("Жанна")
    keyboard.press("Alt+1")
    says(screen, "Не работает телефон")
    expect(screen.page.locator(".topic", has_text="Жанна")).to_be_visible()
    screen.page.locator(".topic[aria-selected=true]").focus()
    keyboard.press("Home")
    by_keyboard(screen, "ArrowDown", "Жанна")
    keyboard.press("Enter")
    says(screen, "Проверяем линию")
    screen.sees(screen.phone, "Проверяем линию")
    keyboard.press("Escape")
    assert "Жанна" in focused(screen)


def test_a_message_is_replied_to_by_keyboard(stage: Stage, screen: Screen) -> None:
    anna = stage.requester()
    screen.takes(anna)
    screen.writes(screen.phone, "Нет связи")
    screen.sees(screen.phone, "принята")
    keyboard = screen.page.keyboard
    keyboard.press("Alt+1")
    keyboard.press("Escape")
    keyboard.press("ArrowUp")
    assert "принята" in focused(screen)
    keyboard.press("Enter")
    expect(screen.page.get_by_role("menu")).to_be_visible()
    keyboard.press("Escape")
    expect(screen.page.get_by_role("menu")).to_have_count(0)
    assert "принята" in focused(screen)
    keyboard.press("Enter")
    by_keyboard(screen, "ArrowDown", "Ответить")
    keyboard.press("Enter")
    says(screen, "Спасибо")
    expect(screen.message(screen.phone, "Спасибо").locator(".quote")).to_be_visible()


#: Players draw the focus on their own buttons, out of sight of a script.
SEEN = """(() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const own = ["BODY", "AUDIO", "VIDEO"].includes(element.tagName);
  return own || style.outlineStyle !== "none" || style.boxShadow !== "none";
})()"""


def test_the_focus_is_seen(screen: Screen) -> None:
    for _ in range(25):
        screen.page.keyboard.press("Tab")
        assert screen.page.evaluate(SEEN), focused(screen)


def test_a_page_that_lost_its_server_keeps_what_was_typed_and_catches_up(stage: Stage, screen: Screen) -> None:
    anna = stage.requester()
    screen.takes(anna)
    screen.writes(screen.phone, "первое")
    stage.server.stop()
    banner = screen.page.locator(".banners")
    expect(banner).to_contain_text("прервалась")
    field = screen.field(screen.phone)
    field.fill("второе")
    field.press("Enter")
    expect(screen.page.locator(".toast.error")).to_contain_text("Нет связи")
    expect(field).to_have_value("второе")
    stage.telegram.types(anna, "пока страницы не было")
    stage.server.start()
    expect(banner).to_be_empty()
    screen.sees(screen.phone, "пока страницы не было")
    expect(field).to_have_value("второе")
    field.press("Enter")
    screen.sees(screen.phone, "второе")
    screen.errors.clear()  # the browser itself notes each connection that was refused


def test_a_draft_outlives_a_reload_and_stays_with_its_chat(stage: Stage, screen: Screen) -> None:
    anna, boris = stage.requester(), stage.requester("Борис")
    screen.takes(anna)
    screen.field(screen.phone).fill("недописанное")
    screen.takes(boris)
    expect(screen.field(screen.phone)).to_have_value("")
    screen.page.reload()
    screen.takes(anna)
    expect(screen.field(screen.phone)).to_have_value("недописанное")


def test_a_network_that_fails_is_ordered_seen_and_ended_here(stage: Stage, screen: Screen) -> None:
    anna = stage.requester()
    screen.takes(anna)
    screen.page.locator(".trouble").click()
    dialog = screen.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Нет сети").first.click()
    expect(dialog.get_by_role("button", name="Убрать помехи")).to_be_visible()
    assert {order["do"] for order in stage.telegram.orders()} == {"drop_before"}
    screen.page.keyboard.press("Escape")
    expect(screen.page.locator(".trouble.on")).to_be_visible()
    screen.writes(screen.phone, "Дойдёт и так")
    screen.page.locator(".trouble").click()
    dialog.get_by_role("button", name="Убрать помехи").click()
    expect(screen.page.locator(".trouble.on")).to_have_count(0)
    screen.page.keyboard.press("Escape")
    expect(screen.page.locator(".topic", has_text=f"Анна {anna['last_name']}")).to_be_visible()


def test_the_modem_is_unplugged_and_plugged_in(stage: Stage, screen: Screen) -> None:
    assert stage.otklik.modem is not None
    screen.page.locator(".trouble").click()
    dialog = screen.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Выдернуть модем").click()
    expect(dialog).to_contain_text("кабель отключён")
    assert stage.otklik.modem.state()["cable"] is False
    dialog.get_by_role("button", name="Подключить модем").click()
    expect(dialog).to_contain_text("сигнал")
    assert stage.otklik.modem.state()["cable"] is True


def test_the_clock_moves_and_all_stamps_with_it(stage: Stage, screen: Screen) -> None:
    assert stage.otklik.modem is not None
    before = stage.otklik.modem.state()["ahead_seconds"]
    expect(screen.page.locator(".desk.open")).to_contain_text("круглосуточно")
    screen.page.locator("[data-span='15m']").click()
    modem = stage.otklik.modem
    modem.wait_for(lambda: modem.state()["ahead_seconds"] == before + 900)
    stage.telegram.wait_for(lambda: stage.telegram.get("/control/clock")["offset_seconds"] == before + 900)
    expect(screen.page.locator("[data-span='15m']")).to_be_enabled()
