"""Pictures of several panes side by side, each under what it is."""

import base64
import tempfile
from collections.abc import Callable, Sequence
from html import escape
from math import ceil
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import Browser, Locator, Page, expect

from tests.installation import EXAMPLES
from tests.page.small_png import with_palette
from tests.page.stage import running_browser, wait_until

Told = TypeVar("Told")
#: The words, a folder for what is made, and the one for the pictures.
Play = Callable[[Told, Path, Browser, Path], None]

LARGEST = 150_000  # bytes of one picture
_LOOK = """<style>
 body { margin: 0; padding: 14px; background: #e6ecef; font: 600 15px "DejaVu Sans", sans-serif; color: #1d2b30; }
 .row { display: inline-flex; gap: 14px; align-items: flex-start; }
 figure { margin: 0; } figcaption { margin: 0 0 8px 4px; }
 img { display: block; border-radius: 12px; }
 pre { margin: 0; padding: 18px 22px; border-radius: 12px; background: #10202a; color: #dfe9ec;
       font: 15px/1.5 "DejaVu Sans Mono", monospace; white-space: pre-wrap; max-width: 1180px; }
</style>"""


class Album:
    """page: an empty one, in which the pictures are put together."""

    def __init__(self, page: Page, folder: Path) -> None:
        self._page, self._folder = page, folder

    def takes(self, name: str, panes: Sequence[tuple[str, Locator]]) -> None:
        """panes: captions and what stands under them."""
        self.shows(name, [_figure(caption, pane) for caption, pane in panes])

    def prints(self, name: str, said: str) -> None:
        self.shows(name, [f"<pre>{escape(said.strip())}</pre>"])

    def shows(self, name: str, figures: Sequence[str]) -> None:
        self._page.set_content(f'{_LOOK}<div class="row">{"".join(figures)}</div>')
        wait_until(self._page, "[...document.images].every((image) => image.complete)")
        box = self._page.locator(".row").bounding_box()
        assert box is not None
        self._page.set_viewport_size({"width": ceil(box["width"]) + 30, "height": ceil(box["height"]) + 28})
        shot = self._page.screenshot(animations="disabled")
        (self._folder / f"{name}.png").write_bytes(with_palette(shot, self._page))


def told_in_both(folder: Path, pattern: str, both: Sequence[Told], play: Play[Told]) -> int:
    """Plays a story in each of its languages and lists its pictures. Not 0: one of them is too large."""
    folder.mkdir(parents=True, exist_ok=True)
    with running_browser() as browser:
        for words in both:
            with tempfile.TemporaryDirectory() as made:
                play(words, Path(made), browser, folder)
    pictures = sorted(folder.glob(pattern))
    for picture in pictures:
        print(f"{picture.name}  {picture.stat().st_size // 1000} kB")
    return 1 if any(picture.stat().st_size > LARGEST for picture in pictures) else 0


def providers_regulation(language: str, other: str) -> str:
    """Of the internet provider of the examples, whose staff speak that language."""
    text = (EXAMPLES / "a1_isp.toml").read_text(encoding="utf-8")
    text = text.replace('staff_language = "ru"', f'staff_language = "{language}"')
    return text.replace('["ru", "en"]', f'["{language}", "{other}"]')


def _figure(caption: str, pane: Locator) -> str:
    quiet(pane.page)
    shot = base64.b64encode(pane.screenshot(animations="disabled")).decode()
    image = f'<img src="data:image/png;base64,{shot}">'
    return f"<figure><figcaption>{escape(caption)}</figcaption>{image}</figure>"


def quiet(page: Page) -> None:
    """Nothing is on its way, and the newest words are in sight."""
    expect(page.locator(".toast")).to_have_count(0)
    expect(page.locator(".walking")).to_have_count(0)
    page.evaluate("document.activeElement?.blur()")
    page.evaluate("document.querySelectorAll('.scroller').forEach((one) => { one.style.backgroundImage = 'none' })")
    page.evaluate("document.querySelectorAll('.messages').forEach((one) => { one.scrollTop = one.scrollHeight })")
    page.mouse.move(0, 0)
    page.wait_for_timeout(300)
