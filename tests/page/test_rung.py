"""The desk rings a phone: it says so on the page, and may be answered or rejected there."""

from contextlib import suppress
from functools import partial

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator, expect

from models.actions.reach import duty_calls
from models.clock import Clock
from models.rules.regulation.organisations import OrganisationId
from tests.bridge.patience import wait_for
from tests.page.stage import Screen, Stage

GALYA = "+79161234567"
#: A modem's child on a machine with much to do takes its time before it dials.
DIALS_WITHIN_MS = 120_000


def rung(stage: Stage) -> None:
    """As the ladder rings the duty; the modem may still be starting."""
    database = stage.otklik.database

    def posted() -> bool:
        with database.write() as tx:
            return duty_calls.ring_phone(tx, Clock().read(), OrganisationId(1), GALYA, "Заявка просрочена", None)

    wait_for(posted, "a modem", seconds=60)
    database.close()


def is_over(state: Locator, button: Locator) -> bool:
    """Pressed once more where a slow page was drawn anew under the finger."""
    if "звонит" not in (state.text_content() or ""):
        return True
    with suppress(PlaywrightError):
        button.click(timeout=2_000)
    return False


@pytest.mark.timeout(400)
def test_a_phone_that_the_desk_rings_shows_it_and_is_answered_or_rejected(stage: Stage, screen: Screen) -> None:
    screen.takes_old_phone(GALYA)
    over = screen.page.locator(".oldphone .service", has_text="Служба звонила")
    for count, (button, ended_by) in enumerate((("Ответить", "modem"), ("Сбросить", "phone")), 1):
        rung(stage)
        state = screen.page.locator(".call-state")
        expect(state).to_contain_text("Служба звонит", timeout=DIALS_WITHIN_MS)
        pressed = screen.page.get_by_role("button", name=button, exact=True)
        wait_for(partial(is_over, state, pressed), "the end of the ringing", seconds=120)
        assert stage.otklik.modem is not None
        expect(over).to_have_count(count)
        calls = stage.otklik.modem.calls_out()
        assert calls[-1]["ended_by"] == ended_by
