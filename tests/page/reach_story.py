"""`python -m tests.page.reach_story [FOLDER]`: one person, two transports, played on the simulators' page.

A subscriber says who she is, adds a phone and blocks the bot; the answer comes by SMS, her SMS lands in the same
topic, the bot is unblocked and the next answer is in Telegram again. Takes `reach-….png`, each of several windows
side by side, and what a dry run of an import says.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, ViewportSize, expect

from tests.installation import ROOT
from tests.page.album import Album, providers_regulation, told_in_both
from tests.page.reach_words import EN, RU, ReachWords
from tests.page.screenshots import FOLDER, noon
from tests.page.stage import Screen, Stage, Wire

NUMBER = "+79161112233"
WINDOW: ViewportSize = {"width": 1420, "height": 900}


def main(folder: Path = FOLDER) -> int:
    return told_in_both(folder, "reach-*.png", (RU, EN), play)


def play(words: ReachWords, made: Path, browser: Browser, folder: Path) -> None:
    base = words.base
    text = providers_regulation(base.language, base.other_language)
    regulation = made / "regulation.toml"
    regulation.write_text(text, encoding="utf-8")
    with Stage(made, regulation, staff_language=base.language, cast=base.cast) as stage:
        first, last, username = base.requesters[0]
        anna = stage.telegram.person(first, last_name=last, username=username, language_code=base.language)
        noon(stage)
        with browser.new_context(locale=base.locale, viewport=WINDOW) as context:
            names = json.dumps(json.dumps({NUMBER: words.phone_name}))
            context.add_init_script(f"localStorage['otklik.phones'] = {names}")
            scene = Scene(stage, context, words, anna, folder)
            scene.imports(made)
            scene.identifies()
            scene.adds_a_phone()
            scene.blocks_the_bot()
            scene.comes_back()
            scene.asks_by_sms_how_she_is_reached()
            if scene.errors:
                raise RuntimeError(f"the browser complained: {scene.errors}")


class Scene:
    """Anna's chat and the staff group in one window, her phone in another."""

    def __init__(self, stage: Stage, context: BrowserContext, words: ReachWords, anna: Wire, folder: Path) -> None:
        self.stage, self.words, self.anna = stage, words, anna
        self.chat = Screen(context.new_page(), stage.server.url)
        self.mobile = Screen(context.new_page(), stage.server.url)
        self.album = Album(context.new_page(), folder)
        for screen in (self.chat, self.mobile):
            screen.page.get_by_role("button", name=words.hide, exact=True).click()
        self.chat.takes(anna)
        self.mobile.takes_old_phone(NUMBER)

    @property
    def errors(self) -> list[str]:
        return self.chat.errors + self.mobile.errors

    def imports(self, made: Path) -> None:
        """What a dry run says of a sheet with slips; then the right one is imported."""
        words = self.words
        bad, good = made / "bad.csv", made / "contracts.csv"
        bad.write_text(words.bad_sheet, encoding="utf-8")
        good.write_text(words.sheet, encoding="utf-8")
        self.prints("import", f"{self._dry_run(bad)}\n\n{self._dry_run(good)}".replace(f"{made}/", ""))
        self.stage.otklik.cli("contracts", "import", str(good), "--apply")

    def _dry_run(self, file: Path) -> str:
        """As it reads in a terminal, the command above it."""
        typed = ["-m", "models", "contracts", "import", str(file)]
        speech = {"LC_ALL": "", "LANG": f"{self.words.base.locale.replace('-', '_')}.UTF-8"}
        environment = {**self.stage.otklik.environment, **speech}
        done = subprocess.run(
            [sys.executable, *typed], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        return f"$ python {' '.join(typed)}\n{(done.stdout + done.stderr).strip()}"

    def identifies(self) -> None:
        words, chat = self.words, self.chat
        chat.writes(chat.phone, words.asks)
        for label in (words.kind, words.skip, words.send, words.by_agent):
            chat.presses(chat.phone, label)
        chat.writes(chat.phone, words.says_who)
        chat.presses(chat.group, words.approve)
        chat.sees(chat.phone, words.known)
        chat.opens(self.anna["first_name"])
        self.takes("identify", chat.phone, chat.group)

    def adds_a_phone(self) -> None:
        words, chat, mobile = self.words, self.chat, self.mobile
        chat.writes(chat.phone, words.transports)
        chat.presses(chat.phone, words.add)
        chat.presses(chat.phone, words.agree)
        chat.sees(chat.phone, "+7 999")
        chat.writes(chat.phone, NUMBER)
        code = mobile.phone.locator(".message", has_text=re.compile(r"\d{6}")).last
        expect(code).to_be_visible()
        found = re.search(r"\d{6}", code.inner_text())
        assert found is not None
        chat.writes(chat.phone, found[0])
        chat.sees(chat.phone, words.confirmed)
        self.takes("phone", chat.phone, mobile.phone)

    def blocks_the_bot(self) -> None:
        words, chat, mobile = self.words, self.chat, self.mobile
        self.stage.telegram.blocks(self.anna)
        chat.sees(chat.group, words.went_on)
        chat.writes(chat.group, words.answer)
        mobile.sees(mobile.phone, words.answer[:20])
        mobile.writes(mobile.phone, words.reply)
        chat.sees(chat.group, words.reply)
        self.takes("blocked", chat.phone, chat.group, mobile.phone)

    def comes_back(self) -> None:
        words, chat = self.words, self.chat
        self.stage.telegram.unblocks(self.anna)
        chat.sees(chat.group, words.is_back)
        chat.writes(chat.group, words.back)
        chat.sees(chat.phone, words.back)
        self.takes("back", chat.phone, chat.group)

    def asks_by_sms_how_she_is_reached(self) -> None:
        words, chat, mobile = self.words, self.chat, self.mobile
        chat.writes(chat.phone, words.transports)
        chat.sees(chat.phone, words.works)
        mobile.writes(mobile.phone, words.by_sms)
        mobile.sees(mobile.phone, words.works)
        self.takes("transports", chat.phone, mobile.phone)

    # -- pictures

    def takes(self, name: str, *panes: Locator) -> None:
        """Side by side, each under what it is."""
        mine, topic, phone = self.words.captions
        captions = {self.chat.page: mine, self.mobile.page: phone}
        named = [
            (topic if pane.page is self.chat.page and pane is not panes[0] else captions[pane.page], pane)
            for pane in panes
        ]
        self.album.takes(self._named(name), named)

    def prints(self, name: str, said: str) -> None:
        self.album.prints(self._named(name), said)

    def _named(self, name: str) -> str:
        return f"reach-{name}-{self.words.base.language}"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
