"""Several bots in one simulator: the address of the page says to which of them the phones write."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.page.page_server import PageServer
from tests.page.stage import Screen
from tests.simulated_telegram import SimulatedTelegram
from tests.simulator_process import TOKEN

SECOND_TOKEN = "7022222222:AAHsecondTokenOfOtklik0123456789abcd"


def test_each_bot_has_a_page_with_its_own_chats_and_group(tmp_path: Path, browser: Browser) -> None:
    with SimulatedTelegram(tmp_path, tokens=(TOKEN, SECOND_TOKEN)) as first:
        second = SimulatedTelegram.at(first.url, SECOND_TOKEN)
        anna, ivan = first.person("Анна"), first.person("Иван")
        for telegram, group in ((first, "Первая группа"), (second, "Вторая группа")):
            telegram.starts(anna)
            telegram.group(group, [ivan])
        server = PageServer(first.url).start()
        try:
            with browser.new_context(locale="ru-RU", viewport={"width": 1500, "height": 900}) as context:
                pages = [Screen(context.new_page(), server.url + end) for end in ("", f"/?bot={second.bot_id}")]
                for screen, telegram, group in zip(
                    pages, (first, second), ("Первая группа", "Вторая группа"), strict=True
                ):
                    screen.takes(anna)
                    screen.writes(screen.phone, f"Это читает {group}")
                    telegram.api("sendMessage", chat_id=anna["id"], text=f"Отвечает {group}")
                    screen.sees(screen.phone, f"Отвечает {group}")
                    assert telegram.texts(anna)[1:] == [f"Это читает {group}", f"Отвечает {group}"]
                    expect(screen.page.locator("section.group")).to_contain_text(group)
                for screen, others in zip(pages, ("Вторая группа", "Первая группа"), strict=True):
                    expect(screen.phone).not_to_contain_text(others)
                    expect(screen.page.locator("section.group")).not_to_contain_text(others)
                    assert screen.errors == []
        finally:
            server.stop()
