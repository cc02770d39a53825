"""An installation of an earlier release, brought up to date: its backup is restored, and its people are still there.

`step_4/ENGINE.tar.gz` was made by a story on the release 42a426b (the regulation of a1_isp, a modem, seven tickets in
every state). It holds the backup, the memory of both simulators, and `facts.json`: who is who.
"""

import json
import tarfile
from pathlib import Path

from tests.installation import EXAMPLES, Installation, Wire
from tests.journeys.people import Agent, Requester, Topic
from tests.journeys.phones import Phone

KEPT = Path(__file__).parent


class KeptInstallation(Installation):
    """kept: the folder of a release under tests/upgrades. engine: of its backup, restored to the same."""

    def __init__(self, folder: Path, kept: str, engine: str, database_url: str) -> None:
        with tarfile.open(KEPT / kept / f"{engine}.tar.gz") as archive:
            archive.extractall(folder, filter="data")
        (folder / "telegram").rename(folder / "simulated")
        super().__init__(folder, regulation=EXAMPLES / "a1_isp.toml", database_url=database_url, modem=True)
        self.facts: Wire = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
        self.people = self.facts["people"]
        self.group = {"id": self.facts["group"]}

    def bring_database(self) -> None:
        """Raises AssertionError with its words when the restore refuses."""
        self.cli("restore", str(self.folder / "backup.tar.gz"))

    def staff_the_desk(self, desk: str = "support") -> None:
        """They are there already; the simulators' clocks go on with the organisation's."""
        ahead = float(self.facts["ahead_seconds"])
        self.telegram.clock(ahead)
        assert self.modem is not None
        self.modem.clock(ahead)

    def requester(self, name: str) -> Requester:
        """What they read before the upgrade is old news."""
        requester = Requester(self.telegram, self.people[name], self.group)
        requester.chat.reads_all()
        return requester

    def agent(self, name: str) -> Agent:
        agent = Agent(self.telegram, self.people[name])
        agent.chat.reads_all()
        return agent

    def phone(self) -> Phone:
        assert self.modem is not None
        phone = Phone(self.modem, self.telegram, self.group, self.facts["phone"])
        phone.reads_all()
        return phone

    def topic(self, number: int) -> Topic:
        """Of the ticket with that number, with everything in it read."""
        named = [t for t in self.telegram.topics(self.group) if t["name"].lstrip("№").startswith(f"{number} ")]
        topic = Topic(self.telegram, self.group, named[-1])
        topic.reads_all()
        return topic
