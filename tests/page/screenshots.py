"""`python -m tests.page.screenshots`: plays a story by itself and takes the pictures for the README."""

import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.installation import EXAMPLES
from tests.page.stage import Screen, Stage, Wire, running_browser, wait_until
from tests.page.story import ENGLISH, RUSSIAN, Story

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
WIDE: ViewportSize = {"width": 1600, "height": 900}
#: Shows most of a card with its buttons and the answer.
HIGH: ViewportSize = {"width": 1600, "height": 1080}
NARROW: ViewportSize = {"width": 390, "height": 800}
LARGEST = 300_000  # bytes of one picture
GALYA = "+79161234567"
_NOON_IN_MOSCOW, _WEDNESDAY = 9, 2


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with running_browser() as browser:
        for story in (RUSSIAN, ENGLISH):
            with tempfile.TemporaryDirectory() as folder:
                play(story, Path(folder), browser)
    pictures = sorted(FOLDER.glob("*.png"))
    for picture in pictures:
        print(f"{picture.relative_to(FOLDER.parents[1])}  {picture.stat().st_size // 1000} kB")
    too_large = [picture.name for picture in pictures if picture.stat().st_size > LARGEST]
    if too_large:
        print(f"larger than {LARGEST // 1000} kB: {', '.join(too_large)}", file=sys.stderr)
    return 1 if too_large else 0


def play(story: Story, folder: Path, browser: Browser) -> None:
    regulation = folder / "regulation.toml"
    text = (EXAMPLES / "a1_isp.toml").read_text(encoding="utf-8")
    text = text.replace('staff_language = "ru"', f'staff_language = "{story.language}"')
    text = text.replace('["ru", "en"]', f'["{story.language}", "{story.other_language}"]')
    for known, (first, last) in zip(RUSSIAN.staff, story.staff, strict=True):
        text = text.replace(" ".join(known), f"{first} {last}")
    regulation.write_text(text, encoding="utf-8")
    with Stage(folder, regulation, staff_language=story.language, cast=story.cast) as stage:
        anna = people(stage, story)
        noon(stage)
        with browser.new_context(locale=story.locale, viewport=WIDE) as context:
            screen = Screen(context.new_page(), stage.server.url)
            asked(screen, story, anna)
            answered(screen, story)
            screen.page.set_viewport_size(HIGH)
            take(screen.page, f"wide-{story.language}")
            screen.page.set_viewport_size(WIDE)
            ladder(screen, story)
            take(screen.page, f"ladder-{story.language}")
            texting(screen, story)
            take(screen.page, f"sms-{story.language}")
            if story is RUSSIAN:
                other_looks(screen, story, anna)
            if screen.errors:
                raise RuntimeError(f"the browser complained: {screen.errors}")


def people(stage: Stage, story: Story) -> Wire:
    """Whom the story needs besides its cast; returns who asks first."""
    telegram = stage.telegram
    for first, last in story.staff:
        telegram._json("PATCH", f"/control/persons/{stage.otklik.people[first]['id']}", {"last_name": last})
    first, last, username = story.requesters[0]
    anna: Wire = telegram.person(first, last_name=last, username=username, language_code=story.language)
    for first, last, username in story.requesters[1:]:
        telegram.person(first, last_name=last, username=username, language_code=story.other_language)
    return anna


def noon(stage: Stage) -> None:
    """The next Wednesday, 12:00 in Moscow."""
    now = datetime.now(UTC)
    wanted = now.replace(hour=_NOON_IN_MOSCOW, minute=0, second=0) + timedelta(days=(_WEDNESDAY - now.weekday()) % 7)
    wanted += timedelta(days=7 if wanted <= now else 0)
    stage.otklik.forward(f"{int((wanted - now).total_seconds())}s")


def asked(screen: Screen, story: Story, anna: Wire) -> None:
    screen.takes(anna)
    screen.writes(screen.phone, story.trouble)
    for step in story.filing:
        if step.button:
            screen.presses(screen.phone, step.button)
        else:
            screen.sees(screen.phone, step.question)
            screen.writes(screen.phone, step.words)
    expect(screen.page.locator(".guide [data-shown=write]")).to_be_visible()
    screen.attaches(screen.phone, story.photo)


def answered(screen: Screen, story: Story) -> None:
    screen.opens(story.requesters[0][0])
    expect(screen.group.locator(".photo img")).to_be_visible()
    screen.writes(screen.group, story.answer)
    expect(screen.page.locator(".guide [data-shown=answer]")).to_be_visible()
    screen.sees(screen.phone, story.answer)


def other_looks(screen: Screen, story: Story, anna: Wire) -> None:
    page = screen.page
    screen.takes(anna)
    screen.opens(story.requesters[0][0])
    page.emulate_media(color_scheme="dark")
    take(page, "dark")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(NARROW)
    page.locator(".tabs [data-pane=phones]").click()
    take(page, "narrow")


def ladder(screen: Screen, story: Story) -> None:
    for words in story.ladder:
        screen.page.locator("[data-span=next]").click()
        screen.sees(screen.group, words)
    screen.page.locator("[data-span=next]").click()
    screen.presses(screen.head, story.taken)
    screen.sees(screen.group, story.stopped)


def texting(screen: Screen, story: Story) -> None:
    screen.takes_old_phone(GALYA)
    screen.page.locator(".call").click()
    expect(screen.page.locator(".guide [data-shown=ring]")).to_be_visible()
    screen.writes(screen.phone, story.text)
    expect(screen.page.locator(".guide [data-step=over]")).to_be_visible()
    screen.opens("916 123-45-67")
    screen.sees(screen.group, story.text)
    screen.writes(screen.group, story.text_answer)
    screen.sees(screen.phone, story.text_answer)
    expect(screen.message(screen.phone, story.text_answer).locator(".foot")).to_contain_text(story.delivered)
    expect(screen.group.locator(".reaction").last).to_contain_text("👍")


def take(page: Page, name: str) -> None:
    """Once the toasts are gone, the pictures are there and nothing is on its way."""
    expect(page.locator(".toast")).to_have_count(0)
    expect(page.locator(".walking")).to_have_count(0)
    wait_until(page, "[...document.images].every((image) => image.complete)")
    page.evaluate("document.activeElement?.blur()")
    page.mouse.move(0, 0)
    wait_until(page, "document.fonts.status === 'loaded'")
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")


if __name__ == "__main__":
    sys.exit(main())
