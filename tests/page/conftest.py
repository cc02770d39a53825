"""A stage for all tests of the page, and a fresh window for each."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.regulations import RUSSIAN
from tests.page.stage import Screen, Stage, chromium, running_browser
from tests.running import Running


@pytest.fixture
def stage(running: Running, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Open around the clock, one kind, nothing to ask: the first message opens a ticket."""
    chromium()

    def make() -> Stage:
        folder = tmp_path_factory.mktemp("page")
        regulation = folder / "regulation.toml"
        regulation.write_text(RUSSIAN + "\n[sms]\nconfirm = true\nanswer_calls = true\n", encoding="utf-8")
        return Stage(folder, regulation)

    stage = running.of("page", make)
    stage.begins_anew()
    return stage


# not for the session: while Playwright runs, this thread has an event loop, and no asynchronous test could have one
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as browser:
        yield browser


@pytest.fixture
def screen(stage: Stage, browser: Browser) -> Iterator[Screen]:
    """Wide, Russian, nothing remembered. Whatever the browser complains of fails the test."""
    with browser.new_context(locale="ru-RU", viewport={"width": 1500, "height": 900}) as context:
        shown = Screen(context.new_page(), stage.server.url)
        yield shown
        assert shown.errors == []
