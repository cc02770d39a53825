"""The page in front of a whole installation, and a browser that uses it as people do."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as NotThere
from sqlalchemy import update

from models.tables.timers import timer
from tests.installation import Cast, Installation
from tests.page.page_server import PageServer
from tests.simulated_whatsapp import SimulatedWhatsApp

Wire = dict[str, Any]
PATIENCE_MS = 90_000
#: After so long whoever wanted a menu asks for it again.
MENU_MS = 3_000
QUIET = ("background-networking", "component-update", "sync", "gpu", "dev-shm-usage")


def chromium() -> str:
    """Skips where there is none; in CI that is a failure."""
    found = shutil.which("chromium")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("chromium is not installed, and CI has to test the page")
        pytest.skip("chromium is not installed")
    return found


@contextmanager
def running_browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as driver:
        arguments = ["--no-sandbox", *(f"--disable-{what}" for what in QUIET)]
        browser = driver.chromium.launch(executable_path=chromium(), args=arguments)
        yield browser
        browser.close()


def wait_until(page: Page, expression: str) -> None:
    """Until it is true in the page. Not by `wait_for_function`: there the page itself evaluates the words, which its
    Content-Security-Policy forbids.
    """
    until = time.monotonic() + PATIENCE_MS / 1000
    while not page.evaluate(expression):
        assert time.monotonic() < until, f"never true: {expression}"
        page.wait_for_timeout(50)


class Stage:
    """Иван the agent and Ольга the head are there; requesters are made by the test."""

    def __init__(
        self, folder: Path, regulation: Path, *, staff_language: str = "ru", cast: Cast = Installation.cast
    ) -> None:
        self.otklik = Installation(
            folder, regulation=regulation, staff_language=staff_language, modem=True, whatsapp=True
        )
        self.otklik.cast = cast
        self._made = 0

    def __enter__(self) -> Self:
        self.otklik.__enter__()
        modem = self.otklik.modem.url if self.otklik.modem is not None else ""
        urls = self.otklik.telegram.url, modem, self.otklik.environment
        self.server = PageServer(*urls, whatsapp=self.whatsapp.url).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.stop()
        self.otklik.__exit__(kind, error, trace)

    def begins_anew(self) -> None:
        """The network works, and the tickets of the test before tick no more."""
        self.telegram.cancel()
        self.whatsapp.cancel()
        database = self.otklik.database
        with database.write() as tx:
            tx.execute(update(timer).where(timer.c.due_at.is_not(None)).values(due_at=None, state="stopped"))
        database.close()

    @property
    def telegram(self) -> Any:
        return self.otklik.telegram

    @property
    def whatsapp(self) -> SimulatedWhatsApp:
        assert self.otklik.whatsapp is not None
        return self.otklik.whatsapp

    def chatter(self, name: str = "Вера", **fields: Any) -> Wire:
        """Somebody with WhatsApp who was never here before."""
        self._made += 1
        return self.whatsapp.person(f"{name} {self._made:03}", **fields)

    def requester(self, name: str = "Анна", **fields: Any) -> Wire:
        """Somebody who was never here before."""
        self._made += 1
        person: Wire = self.telegram.person(name, last_name=f"{self._made:03}", **fields)
        return person


class Screen:
    """The page in one window, by the names that people see."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.errors: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)
        page.goto(url)
        expect(page.locator(".topic").first).to_be_attached()

    # -- the panes

    @property
    def phone(self) -> Locator:
        return self.page.locator(".phones .phone")

    @property
    def group(self) -> Locator:
        return self.page.locator(".group .inside")

    @property
    def head(self) -> Locator:
        return self.page.locator(".heads .phone")

    def takes(self, person: Wire) -> None:
        """The phone of this requester."""
        self._picks(f'.phones [role=tab][data-key="p{person["id"]}"]')
        self.holds(f"{person['first_name']} {person.get('last_name') or ''}".strip())

    def takes_whatsapp(self, person: Wire) -> None:
        """The phone with WhatsApp of this person, who has no other."""
        self._picks(f'.phones [role=tab][data-key="w{person["id"]}"]')
        self.holds(person["name"])

    def switches_to(self, app: str) -> None:
        """Another phone of the person whose phone is shown: telegram, whatsapp or sms."""
        until = time.monotonic() + PATIENCE_MS / 1000
        while not self.page.locator(f".app[data-app={app}][aria-pressed=true]").count():
            assert time.monotonic() < until, f"{app} does not open"
            self.page.locator(f".app[data-app={app}]").click()
            self.page.wait_for_timeout(100)

    def chooses(self, pane: Locator, opening: str, row: str) -> None:
        """From the sheet that the last button with this label opens."""
        self.presses(pane, opening)
        self.page.get_by_role("dialog").get_by_role("button", name=row).click()

    def takes_old_phone(self, number: str = "+79161234567") -> None:
        self._picks(f'.phones [role=tab][data-key="{number}"]')

    def _picks(self, tab: str) -> None:
        """News draw the tabs anew, perhaps under the finger: then nobody was pressed."""
        until = time.monotonic() + PATIENCE_MS / 1000
        while not self.page.locator(f"{tab}[aria-selected=true]").count():
            assert time.monotonic() < until, f"the phone {tab} is not taken"
            self.page.locator(tab).click()
            self.page.wait_for_timeout(100)

    def holds(self, name: str) -> None:
        """Waits for the phone of whoever is called so: what is typed before would be said by whoever was there."""
        expect(self.page.get_by_role("tabpanel", name=name)).to_be_visible()

    def opens(self, words: str) -> None:
        """The topic whose name contains the words."""
        chosen = self.page.locator(".topic[aria-selected=true]", has_text=words)
        until = time.monotonic() + PATIENCE_MS / 1000
        while not chosen.count():
            assert time.monotonic() < until, f"the topic {words!r} does not open"
            # news in the topic draw it anew, perhaps under the finger: then nobody was pressed
            self.page.locator(".topic", has_text=words).first.click()
            self.page.wait_for_timeout(100)

    # -- what people do

    def writes(self, pane: Locator, text: str) -> None:
        field = self.field(pane)
        field.fill(text)
        field.press("Enter")
        expect(field).to_have_value("")

    def field(self, pane: Locator) -> Locator:
        return pane.locator("textarea:visible")

    def presses(self, pane: Locator, label: str) -> None:
        pane.locator(".key", has_text=label).last.click()

    def message(self, pane: Locator, words: str) -> Locator:
        return pane.locator(".message", has_text=words).last

    def does(self, pane: Locator, words: str, what: str) -> None:
        """Chooses from the menu of the message that contains the words."""
        message = self.message(pane, words)

        def opens() -> None:
            message.hover()
            message.locator(".more").click()

        self._chooses(opens, what)

    def attaches(self, pane: Locator, what: str) -> None:
        self._chooses(pane.locator(".composer .round").first.click, what)

    def _chooses(self, opens: Callable[[], object], what: str) -> None:
        """News draw a message anew, perhaps under the finger: then no menu opens, and it is asked for again."""
        until = time.monotonic() + PATIENCE_MS / 1000
        opens()
        while not self._has_menu():
            assert time.monotonic() < until, f"no menu opens that would have {what!r}"
            opens()
        self.page.get_by_role("menuitem", name=what).click()

    def _has_menu(self) -> bool:
        try:
            self.page.get_by_role("menu").wait_for(timeout=MENU_MS)
        except NotThere:
            return False
        return True

    # -- what they see

    def sees(self, pane: Locator, words: str) -> None:
        expect(pane.locator(".message", has_text=words).last).to_be_visible()

    def scrolls_sideways(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth > innerWidth"))
