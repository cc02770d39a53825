"""An installation that serves two organisations, each with a bot, a group and staff of its own."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.installation import Installation
from tests.journeys.regulations import RUSSIAN, as_organisation
from tests.simulated_telegram import SimulatedTelegram
from tests.simulator_process import Wire

FIRST, SECOND = "kruglosutochno", "other"
SECOND_TOKEN = "7022222222:AAHsecondTokenOfOtklik0123456789abcd"


@dataclass
class Side:
    """What one organisation has: its bot's Telegram, its group, the agent who answers there."""

    organisation: str
    telegram: SimulatedTelegram
    agent: Wire
    group: Wire

    def is_bound(self) -> bool:
        return len(self.telegram.texts(self.group)) > 2

    def shows(self, words: str) -> bool:
        """In the group."""
        return any(words in text for text in self.telegram.texts(self.group))

    def has_webhook(self) -> bool:
        return bool(self.telegram.api("getWebhookInfo")["result"]["url"])

    def topic_of(self, name: str) -> Wire | None:
        return next((topic for topic in self.telegram.topics(self.group) if name in topic["name"]), None)


class TwoOrganisations(Installation):
    def __init__(self, folder: Path, database_url: str = "") -> None:
        first, second = folder / "first.toml", folder / "second.toml"
        first.write_text(RUSSIAN, encoding="utf-8")
        second.write_text(as_organisation(SECOND), encoding="utf-8")
        super().__init__(folder, regulation=first, database_url=database_url)
        self.environment |= {"TELEGRAM_BOT_TOKEN_OTHER": SECOND_TOKEN, "REGULATION_FILE_OTHER": str(second)}
        self.sides: dict[str, Side] = {}

    def bring_database(self) -> None:
        self.telegram.post("/control/bots", token=SECOND_TOKEN, username="second_bot", first_name="Вторая")
        super().bring_database()

    def staff_the_desk(self, desk: str = "support") -> None:
        second = SimulatedTelegram.at(self.telegram.url, SECOND_TOKEN)
        for organisation, telegram, agent in ((FIRST, self.telegram, "Иван"), (SECOND, second, "Пётр")):
            person = self.person(agent)
            group = telegram.group(f"Поддержка {organisation}", [person])
            code = self.cli("desk", "bind-code", desk, "--organisation", organisation)
            telegram.types(person, f"/bind {code}", chat=group)
            self.sides[organisation] = Side(organisation, telegram, person, group)
        for side in self.sides.values():
            self.wait_for(side.is_bound, "the group is bound")
        self.group = self.sides[FIRST].group

    def topic(self, side: Side, name: str) -> Wire:
        """Of that person at that organisation, once it is there."""
        return self.wait_for(partial(side.topic_of, name), f"a topic of {name}")
