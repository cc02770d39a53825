"""Pictures of several panes side by side, each under what it is."""

import base64
from collections.abc import Sequence
from html import escape
from math import ceil
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.page.small_png import with_palette
from tests.page.stage import wait_until

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
