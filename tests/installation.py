"""A whole Otklik for tests and benchmarks: real processes, a real Redis-compatible server, a simulated Telegram.

    with Installation(tmp_path) as otklik:
        otklik.telegram.types(otklik.person("Анна"), "Не работает интернет")
        topic = otklik.wait_for_topic("Анна")

Roles: bot, sweeper, deliver, deadlines, slow; with modem=True gsm_bridge too. Each can be killed, stopped and started
by itself. With whatsapp=True people write by WhatsApp too; whatsapp=("failures", …): to numbers with these roles.
With environment["PUBLIC_URL"] = http_url the bot receives by webhook from its next start.
"""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.error import HTTPError

from launcher.redis_server import RedisAddress, redis_command
from models.db import Database
from models.settings import Settings
from tests.migrated import migrated_sqlite
from tests.nursery import Born, begin
from tests.simulated_modem import SimulatedModem
from tests.simulated_telegram import SimulatedTelegram, free_port
from tests.simulated_whatsapp import PHONE_ID, SimulatedWhatsApp

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples" / "regulations"
ROLES = ("bot", "sweeper", "deliver", "deadlines", "slow")
Wire = dict[str, Any]
Found = TypeVar("Found")


@dataclass(frozen=True)
class Cast:
    """What the agent, the head, their group and the bot are called."""

    agent: str = "Иван"
    head: str = "Ольга"
    group: str = "Поддержка"
    bot: str = "Отклик"


def _simulated_whatsapp(folder: Path, roles: bool | tuple[str, ...]) -> SimulatedWhatsApp:
    if isinstance(roles, bool):
        return SimulatedWhatsApp(folder)
    numbers = tuple(str(int(PHONE_ID) + place) for place in range(len(roles)))
    whatsapp = SimulatedWhatsApp(folder, phone_ids=numbers)
    whatsapp.roles = roles
    return whatsapp


class Installation:
    """Folder, database, Redis, simulator and processes; one staff group bound, one head enrolled.

    imports_anew: each of its processes does (tests/nursery.py).
    """

    imports_anew = False
    #: Nobody is renamed later: what was posted before would keep the former names.
    cast = Cast()

    def __init__(
        self,
        folder: Path,
        *,
        regulation: Path = EXAMPLES / "benchmark.toml",
        database_url: str = "",
        rate_limits: str = "none",
        roles: Iterable[str] = ROLES,
        staff_language: str = "ru",
        modem: bool = False,
        whatsapp: bool | tuple[str, ...] = False,
    ) -> None:
        self.folder, self.regulation, self._staff_language = folder, regulation, staff_language
        self.redis = RedisAddress(free_port())
        self._redis_command = redis_command(self.redis, folder / "redis")
        self.http_url = f"http://127.0.0.1:{free_port()}"
        self.telegram = SimulatedTelegram(folder / "simulated")
        self.modem = SimulatedModem(folder / "modem") if modem else None
        self.whatsapp = _simulated_whatsapp(folder / "whatsapp", whatsapp) if whatsapp else None
        self._roles = (*roles, "gsm_bridge") if modem else tuple(roles)
        self._processes: dict[str, subprocess.Popen[bytes] | Born] = {}
        self._databases: dict[str, Database] = {}
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("OTKLIK")},
            "VAR_DIR": str(folder / "var"),
            "DATABASE_URL": database_url,
            "REDIS_URL": self.redis.url,
            "REGULATION_FILE": str(regulation),
            "REHEARSAL": "1",
            "TELEGRAM_API_URL": self.telegram.url,
            "TELEGRAM_BOT_TOKEN": self.telegram.token,
            "TELEGRAM_RATE_LIMITS": rate_limits,
            "HTTP_LISTEN": self.http_url.removeprefix("http://"),
            "PUBLIC_URL": "",
            "OTKLIK_READY_DIR": str(folder / "ready"),
            "GSM_MODEM_DEVICE": self.modem.device if self.modem is not None else "",
            **(self.whatsapp.settings() if self.whatsapp is not None else {}),
        }
        self.people: dict[str, Wire] = {}
        self.group: Wire = {}

    # -- the processes

    def __enter__(self) -> Self:
        try:
            self._begin()
        except BaseException:  # nobody calls __exit__ then, and what was started would live on
            self._end_all()
            raise
        return self

    def _begin(self) -> None:
        (self.folder / "var").mkdir(parents=True, exist_ok=True)
        self.telegram.start()
        self.telegram.change_bot(first_name=self.cast.bot)
        if self.modem is not None:
            self.modem.folder.mkdir(parents=True, exist_ok=True)
            self.modem.start()
        if self.whatsapp is not None:
            self.whatsapp.start()
        self.start_redis()
        self.bring_database()
        self.start(*self._roles)
        if self.whatsapp is not None:
            self.whatsapp.webhook(f"{self.http_url}/whatsapp")
        self.staff_the_desk()

    def bring_database(self) -> None:
        """A new one."""
        if self.environment["DATABASE_URL"]:
            self.cli("db", "upgrade")
        else:
            shutil.copy(migrated_sqlite(), self.folder / "var" / "otklik.db")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end_all()

    def _end_all(self) -> None:
        for process in self._processes.values():
            process.kill()
        for process in self._processes.values():
            process.wait()
        self.telegram.stop()
        for simulator in (self.modem, self.whatsapp):
            if simulator is not None:
                simulator.stop()

    def start_redis(self) -> None:
        with (self.folder / "redis.log").open("ab") as log:
            self._processes["redis"] = subprocess.Popen(self._redis_command, stdout=log, stderr=log)
        self.wait_for(self.redis.answers, "Redis answers")

    def start(self, *roles: str) -> None:
        """Returns once they all work. A second process of one role has a name such as "deliver 2"."""
        for role in roles:
            self._ready(role).unlink(missing_ok=True)
            module = [role] if role in ("bot", "gsm_bridge") else ["workers", role.split()[0]]
            log = self.folder / f"{role}.log"
            self._processes[role] = begin(module, self.environment, log, log, anew=self.imports_anew)
        for role in roles:
            self.wait_for(self._ready(role).exists, f"{role} is ready", 60)

    def _ready(self, role: str) -> Path:
        return self.folder / "ready" / role.split()[0]

    def kill(self, *roles: str) -> None:
        """kill -9. "redis" is a role here."""
        self._end(roles, signal.SIGKILL)

    def stop(self, *roles: str) -> None:
        self._end(roles, signal.SIGTERM)

    def _end(self, roles: tuple[str, ...], number: signal.Signals) -> None:
        for role in roles:
            self._processes[role].send_signal(number)
        for role in roles:
            self._processes.pop(role).wait(timeout=40)

    def revive(self) -> None:
        """Starts again what a failed test left dead."""
        dead = self.dead()
        if "redis" in dead:
            self.start_redis()
        self.start(*(role for role in dead if role != "redis"))

    def dead(self) -> list[str]:
        """Roles that do not run, by a kill or by themselves."""
        return [role for role in ("redis", *self._roles) if not self._runs(role)]

    def _runs(self, role: str) -> bool:
        return role in self._processes and self._processes[role].poll() is None

    def pid(self, role: str) -> int:
        return self._processes[role].pid

    def log(self, role: str) -> str:
        return (self.folder / f"{role}.log").read_text(errors="replace")

    # -- what an administrator does

    def cli(self, *arguments: str) -> str:
        """`python -m models …`; the last line of what it printed. A refusal raises with its words."""
        with tempfile.TemporaryDirectory() as folder:
            said, refusal = Path(folder) / "out", Path(folder) / "err"
            code = begin(["models", *arguments], self.environment, said, refusal).wait(timeout=120)
            if code:
                raise AssertionError(f"models {' '.join(arguments)} refused: {refusal.read_text()}")
            return said.read_text().strip().splitlines()[-1]

    def staff_the_desk(self, desk: str = "support") -> None:
        """Ivan the agent and Olga the head, over the wire, as the administrator's guide says."""
        language = self._staff_language
        ivan, olga = (self.person(name, language_code=language) for name in (self.cast.agent, self.cast.head))
        self.group = self.telegram.group(self.cast.group, [olga, ivan])
        code = self.cli("desk", "bind-code", desk)
        self.telegram.types(ivan, f"/bind {code}", chat=self.group)
        # what the bot says first in any group, the command, and what it is answered
        self.wait_for(lambda: len(self.telegram.texts(self.group)) > 2, "the group is bound")
        link = self.cli("staff", "head-link", desk)
        self.telegram.starts(olga, link.partition("start=")[2])
        self.wait_for(lambda: len(self.telegram.texts(olga)) > 1, "the head is enrolled")

    def forward(self, span: str) -> None:
        """Moves the rehearsal clock."""
        self.cli("clock", "forward", span)

    # -- looking

    def person(self, name: str, **fields: Any) -> Wire:
        """Made at the first mention."""
        if name not in self.people:
            fields.setdefault("language_code", "ru")
            self.people[name] = self.telegram.person(name, **fields)
        return self.people[name]

    def topic_of(self, name: str) -> Wire | None:
        """The topic whose name mentions that person."""
        return next((topic for topic in self.telegram.topics(self.group) if name in topic["name"]), None)

    def wait_for_topic(self, name: str, seconds: float = 90) -> Wire:
        return self.wait_for(lambda: self.topic_of(name), f"a topic of {name}", seconds)

    def wait_for(self, found: Callable[[], Found | None], what: str = "", seconds: float = 90) -> Found:
        """Raises AssertionError that names what did not come."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            result = found()
            if result:
                return result
            time.sleep(0.03)
        raise AssertionError(f"in {seconds} s there was no: {what or found}")

    def health(self) -> tuple[int, Wire]:
        """What a monitor reads: status and JSON of /health. Status 0: nobody answers."""
        try:
            with urllib.request.urlopen(f"{self.http_url}/health", timeout=20) as response:
                return response.status, json.load(response)
        except HTTPError as refused:
            with refused:
                return refused.code, json.load(refused)
        except OSError:
            return 0, {}

    def vital_signs(self) -> Wire:
        """Of /health, once the database answered in time: on a machine that is busy that may take several tries."""

        def told() -> Wire | None:
            status, said = self.health()
            return said if status == 200 else None

        return self.wait_for(told, "an answer of /health")

    def troubles(self) -> list[str]:
        """Of /health."""
        found: list[str] = self.vital_signs()["troubles"]
        return found

    @property
    def database(self) -> Database:
        """The same each time: whoever looks again and again must not compile each question anew. It may be closed."""
        url = Settings(
            var_dir=self.folder / "var", database_url=self.environment["DATABASE_URL"], _env_file=None
        ).database
        if url not in self._databases:
            self._databases[url] = Database(url)
        return self._databases[url]
