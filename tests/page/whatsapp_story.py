"""`python -m tests.page.whatsapp_story [FOLDER]`: one request in three ways, and the window of WhatsApp that closes.

The same trouble is filed by Telegram, by WhatsApp and by SMS; a day later staff are reminded of the window that
closes, and once it has closed a template asks for leave. Takes `whatsapp-….png`, several windows side by side.
"""

import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, ViewportSize, expect

from tests.page.album import Album, providers_regulation, told_in_both
from tests.page.screenshots import FOLDER, GALYA, noon
from tests.page.stage import Screen, Stage, Wire
from tests.page.whatsapp_words import EN, RU, WhatsAppWords

WINDOW: ViewportSize = {"width": 1420, "height": 900}
TEMPLATE = "may_we_write"


def main(folder: Path = FOLDER) -> int:
    return told_in_both(folder, "whatsapp-*.png", (RU, EN), play)


def play(words: WhatsAppWords, made: Path, browser: Browser, folder: Path) -> None:
    base = words.base
    text = providers_regulation(base.language, base.other_language)
    regulation = made / "regulation.toml"
    regulation.write_text(f'{text}\n[transports.whatsapp]\nleave_template = "{TEMPLATE}"\n', encoding="utf-8")
    with Stage(made, regulation, staff_language=base.language, cast=base.cast) as stage:
        for language in (base.language, base.other_language):
            stage.whatsapp.template(TEMPLATE, words.wish, language=language)
        noon(stage)
        with browser.new_context(locale=base.locale, viewport=WINDOW) as context:
            scene = Scene(stage, context, words, folder)
            scene.asks_in_three_ways()
            scene.window_closes()
            scene.asks_for_leave()
            if scene.errors:
                raise RuntimeError(f"the browser complained: {scene.errors}")


class Scene:
    """Three windows with a phone each; the staff group is read in the middle one, where Vera has WhatsApp."""

    def __init__(self, stage: Stage, context: BrowserContext, words: WhatsAppWords, folder: Path) -> None:
        self.stage, self.words = stage, words
        first, last, username = words.base.requesters[0]
        self.anna: Wire = stage.telegram.person(
            first, last_name=last, username=username, language_code=words.base.language
        )
        self.vera: Wire = stage.whatsapp.person(words.chatter)
        self.screens = [Screen(context.new_page(), stage.server.url) for _ in range(3)]
        self.telegram, self.whatsapp, self.sms = self.screens
        self.album = Album(context.new_page(), folder)
        for screen in self.screens:
            screen.page.get_by_role("button", name=words.hide, exact=True).click()
        self.telegram.takes(self.anna)
        self.whatsapp.takes_whatsapp(self.vera)
        self.sms.takes_old_phone(GALYA)

    @property
    def errors(self) -> list[str]:
        return [error for screen in self.screens for error in screen.errors]

    def asks_in_three_ways(self) -> None:
        base, chat = self.words.base, self.telegram
        chat.writes(chat.phone, base.trouble)
        for step in base.filing:
            if step.button:
                chat.presses(chat.phone, step.button)
            else:
                chat.sees(chat.phone, step.question)
                chat.writes(chat.phone, step.words)
        chat.sees(chat.phone, self.words.accepted)
        self.sms.writes(self.sms.phone, base.trouble)
        self.sms.sees(self.sms.phone, self.words.accepted)
        self._asks_by_whatsapp()
        self.takes("three", self.telegram.phone, self.whatsapp.phone, self.sms.phone, self._group())

    def _asks_by_whatsapp(self) -> None:
        screen = self.whatsapp
        if self.words is EN:  # WhatsApp does not say whose language is which
            screen.writes(screen.phone, "/start")
            self._picks("English")
        screen.writes(screen.phone, self.words.base.trouble)
        for question, answer in self.words.picks:
            if answer.startswith(":"):
                screen.sees(screen.phone, question)
                screen.writes(screen.phone, answer[1:])
            else:
                self._picks(answer)
        screen.sees(screen.phone, self.words.accepted)
        screen.opens(self.words.chatter.split()[0])

    def _picks(self, label: str) -> None:
        """A button below the message, or a row of the list that one opens."""
        offered = self.stage.whatsapp.wait_for(lambda: self._offered(label))
        asked = offered["text"].splitlines()[0]
        expect(self.whatsapp.phone.locator(".message").last).to_contain_text(asked[:25])
        if any(one["title"] == label for one in offered["buttons"]):
            self.whatsapp.presses(self.whatsapp.phone, label)
        else:
            self.whatsapp.chooses(self.whatsapp.phone, offered["content"]["interactive"]["action"]["button"], label)

    def _offered(self, label: str) -> Any:
        last = self.stage.whatsapp.messages(self.vera)[-1]
        titles = [one["title"] for one in (*last["buttons"], *last["rows"])]
        return last if last["by_business"] and label in titles else None

    def window_closes(self) -> None:
        words, screen = self.words, self.whatsapp
        answer = words.base.answer.replace(words.base.requesters[0][0], words.chatter.split()[0])
        screen.writes(screen.group, answer)
        screen.sees(screen.phone, answer)
        screen.writes(screen.phone, words.again)
        screen.sees(screen.group, words.again)
        self.stage.otklik.forward("23h")
        screen.sees(screen.group, words.reminder)
        self.takes("window", screen.phone, self._group())

    def asks_for_leave(self) -> None:
        words, screen = self.words, self.whatsapp
        self.stage.otklik.forward("2h")
        screen.page.locator(".window.closed").wait_for()
        screen.writes(screen.group, words.late)
        screen.sees(screen.phone, words.wish)
        screen.writes(screen.phone, words.yes)
        screen.sees(screen.phone, words.late)
        self.takes("leave", screen.phone, self._group())

    def _group(self) -> Locator:
        return self.whatsapp.page.locator("section.group")

    def takes(self, name: str, *panes: Locator) -> None:
        telegram, whatsapp, sms, group = self.words.captions
        captions = dict(zip((screen.page for screen in self.screens), (telegram, whatsapp, sms), strict=True))
        named = [(group if pane is panes[-1] else captions[pane.page], pane) for pane in panes]
        self.album.takes(f"whatsapp-{name}-{self.words.base.language}", named)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
