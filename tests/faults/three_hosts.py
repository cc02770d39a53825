"""A story on three hosts, in namespaces of their own: python -m tests.faults.three_hosts FOLDER HOST

The database and Valkey on one host, `make run` on another (the desk), `deliver` and `sweeper` on a third (second):
as docs/operating.md says, each with a VAR_DIR of its own, and Telegram somewhere outside. HOST is cut off silently
for a minute in the middle of a burst, and comes back.
"""

import sys
import time
from contextlib import ExitStack
from pathlib import Path

import psutil
from sqlalchemy import select

from launcher.redis_server import LOOPBACK, redis_command
from models.tables.lanes import lane
from tests.faults.crowd import Crowd, nothing_waits, reading, waiting_rows
from tests.faults.hosts import Forwarder, Hosts
from tests.installation import ROOT, Installation
from tests.own_postgresql import OwnPostgresql

DATABASE, DESK, SECOND = "database", "desk", "second"
CUT_SECONDS = 60.0
#: So long what a worker held stays its own, though nobody hears of it; then another one takes over.
_TAKEN_OVER_SECONDS = 90.0
#: After the return of whatever was away, until all is as if nothing had been.
_WELL_AGAIN_SECONDS = 90.0
_LINES_OF_A_MINUTE = 120


class ThreeHosts(Installation):
    """Crowds use it as any other; administrator's commands come from outside."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.hosts = Hosts([DATABASE, DESK, SECOND])
        self._stack = ExitStack()
        self._started: dict[str, psutil.Popen] = {}
        self.environment |= {
            "TELEGRAM_API_URL": f"http://{self.hosts.internet}:{self.telegram.port}",
            "REDIS_URL": self.redis.url.replace(LOOPBACK, self.hosts.address(DATABASE)),
        }

    def _begin(self) -> None:
        self.telegram.names = (self.hosts.internet,)
        self.telegram.start()
        Forwarder(self.hosts.internet, self.telegram.port)
        self.telegram.change_bot(first_name=self.cast.bot)
        self._begin_database()
        self._start(DESK, "launcher")
        self._is_ready(DESK, "launcher")
        self._start(SECOND, "workers", "deliver")
        self._start(SECOND, "workers", "sweeper")
        self._is_ready(SECOND, "deliver", "sweeper")
        self.staff_the_desk()

    def _begin_database(self) -> None:
        within, address = self.hosts.within(DATABASE), self.hosts.address(DATABASE)
        server = OwnPostgresql(address, within, trusted=self.hosts.network)
        self._stack.enter_context(server)
        self.environment["DATABASE_URL"] = server.url
        program, conf = redis_command(self.redis, self.folder / "redis")
        own = Path(conf)
        own.write_text(own.read_text().replace(f"bind {LOOPBACK}", f"bind {address}"))
        with (self.folder / "redis.log").open("wb") as log:
            self._started["redis"] = psutil.Popen([*within, program, conf], stdout=log, stderr=log)

    def _start(self, host: str, *module: str) -> None:
        """As an administrator or systemd would there, without a disk that others see."""
        var = self.folder / host
        var.mkdir(exist_ok=True)
        environment = {**self.environment, "VAR_DIR": str(var), "OTKLIK_READY_DIR": str(var / "run" / "ready")}
        command = [*self.hosts.within(host), sys.executable, "-m", *module]
        with self._log(host, module[-1]).open("wb") as log:
            self._started[f"{host} {module[-1]}"] = psutil.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log
            )

    def _is_ready(self, host: str, *names: str) -> None:
        for name in names:
            ready = self.folder / host / "run" / "ready" / name
            self.wait_for(ready.exists, f"{name} on {host} is ready", 120)

    def _log(self, host: str, name: str) -> Path:
        return self.folder / f"{host}-{name}.log"

    def logs(self) -> dict[str, str]:
        """By host and program."""
        desk = {f"{DESK} {path.stem}": path for path in (self.folder / DESK / "log").glob("*.log")}
        others = {f"{SECOND} {name}": self._log(SECOND, name) for name in ("deliver", "sweeper")}
        return {name: path.read_text(errors="replace") for name, path in (desk | others).items()}

    def processes(self) -> set[int]:
        """All of the product."""
        ours = [process for name, process in self._started.items() if name != "redis"]
        return {one.pid for top in ours for one in (top, *top.children(recursive=True)) if one.is_running()}

    def _end_all(self) -> None:
        for process in self._started.values():
            for one in (*process.children(recursive=True), process):
                one.kill()
            process.wait()
        self._stack.close()
        self.telegram.stop()


class Story:
    """A burst in both directions, and a host that is not there for a minute of it."""

    def __init__(self, otklik: ThreeHosts, host: str) -> None:
        self.otklik, self.host = otklik, host
        self.crowd = Crowd(otklik, 48, "обрыв")
        self.answers: dict[str, str] = {}
        self._joined = 0.0

    def play(self) -> None:
        self.crowd.write()
        self.crowd.wait_until_all_arrived()
        self.otklik.wait_for(lambda: nothing_waits(self.otklik), "rest")
        before, logged = self.otklik.processes(), {name: len(text) for name, text in self.otklik.logs().items()}
        self.answers = self.crowd.answer_all()
        self.bursts()
        self.is_cut_off()
        self.is_well_again()
        self.logs_are_calm({name: text[logged[name] :] for name, text in self.otklik.logs().items()})
        assert self.otklik.processes() == before, "somebody was restarted"
        self.nothing_is_lost()
        self.bursts()  # whoever was away works again
        self.crowd.wait_until_all_arrived(_WELL_AGAIN_SECONDS)
        assert self.crowd.complaints(repeats_allowed=True) == []

    def bursts(self) -> None:
        self.otklik.telegram.order("slow", method="sendMessage", milliseconds=800)
        self.crowd.write(rounds=4)
        self.otklik.wait_for(lambda: len(senders(self.otklik)) > 1, "both workers at work")

    def is_cut_off(self) -> None:
        self.otklik.hosts.cut(self.host)
        back_at = time.monotonic() + CUT_SECONDS
        self.crowd.write()
        if self.host == SECOND:
            self.crowd.wait_until_all_arrived(_TAKEN_OVER_SECONDS)
        if self.host == DESK:
            self.otklik.wait_for(lambda: not waiting_rows(self.otklik), "what it held goes on", _TAKEN_OVER_SECONDS)
        print(f"cut off; the others were done after {CUT_SECONDS - back_at + time.monotonic():.1f} s", flush=True)
        time.sleep(max(0.0, back_at - time.monotonic()))
        self.otklik.hosts.join(self.host)
        self._joined = time.monotonic()

    def is_well_again(self) -> None:
        self.crowd.wait_until_all_arrived(_WELL_AGAIN_SECONDS)
        self.crowd.wait_until_answered(self.answers, _WELL_AGAIN_SECONDS)
        self.otklik.wait_for(lambda: nothing_waits(self.otklik), "rest", _WELL_AGAIN_SECONDS)
        print(f"well again after {time.monotonic() - self._joined:.1f} s", flush=True)

    def nothing_is_lost(self) -> None:
        assert self.crowd.complaints(repeats_allowed=True) == []
        assert self.crowd.greeted_wrongly() == []
        for speaker in self.crowd.speakers:
            received, told = self.crowd.received(speaker, self.answers), len(self.crowd.unsure(speaker))
            assert (received, told) in ((1, 0), (0, 1), (1, 1)), speaker.name

    def logs_are_calm(self, logs: dict[str, str]) -> None:
        """They say what is missing, not often, and it is no error of ours."""
        for name, text in logs.items():
            lines = text.splitlines()
            print(f"--- {name}: {len(lines)} lines", *lines, sep="\n", flush=True)
        for name, text in logs.items():
            assert '"error"' not in text, name
            assert len(text.splitlines()) < _LINES_OF_A_MINUTE, name
        names_it = {name for name, text in logs.items() if "the database is away" in text or "Redis" in text}
        assert [name for name in logs if self.is_without(name) and name not in names_it] == []

    def is_without(self, name: str) -> bool:
        """Whether that program could not reach the database for a minute, and has to notice."""
        idle = ("supervisord", "deadlines", "slow")
        return self.host in (DATABASE, name.split()[0]) and not name.endswith(idle)


def senders(otklik: Installation) -> set[str]:
    """Processes that hold lanes, by their names in the leases."""
    with reading(otklik) as tx:
        leases = tx.execute(select(lane.c.lease).where(lane.c.lease.is_not(None))).scalars()
        return {str(lease).partition(".")[0] for lease in leases}


def main(folder: Path, host: str) -> None:
    with ThreeHosts(folder) as otklik:
        Story(otklik, host).play()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
