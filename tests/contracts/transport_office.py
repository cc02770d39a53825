"""A desk whose requester comes by any transport: reader and sender are the product's, the wire to Anna is the test's.

Staff are those of tests/actions: what is for them appears in their group at once.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Protocol, cast

import pytest

from bot.__main__ import READERS
from bot.inbox_loop import InboxLoop
from bot.requester.heard import Reader
from bot.requester.stored import handle
from bot.requester.unreadable import set_aside
from models.actions.queue.dispatching import Dispatch
from models.actions.queue.inbox import RawInbound, store_inbound
from models.clock import Clock, Instant
from models.db import Database
from models.rules.delivery.outgoing import SLOW
from models.rules.delivery.rate_limits import RateLimits
from models.rules.delivery.send_results import SendResult
from models.rules.delivery.states import DeliveryState
from models.rules.delivery.transports import SHIPPED, Transport, Transports
from models.writer import Writer
from tests.actions.office import ACCOUNT, GROUP, at
from tests.actions.telephone_office import TelephoneOffice
from tests.journeys.regulations import RUSSIAN
from workers import composition
from workers.jobs import deliver, fetch_file
from workers.transports.port import RemoteFile, Sender, Senders

#: What is in every file that staff send.
DOCUMENT = b"%PDF-1.4 contract 4711"
PHOTO = b"\xff\xd8 a red router"
_KINDS = "\n".join(
    f'[[kinds]]\nid = "{key}"\ntitle = {{ ru = "{ru}", en = "{en}" }}\n'
    for key, ru, en in (
        ("question", "Вопрос", "Question"),
        ("outage", "Авария", "Outage"),
        ("bill", "Счёт", "Bill"),
        ("move", "Переезд", "Move"),
        ("wish", "Пожелание", "Wish"),
    )
)
#: Five things to ask for, so that some transports have too few buttons.
_ONE_KIND = RUSSIAN[RUSSIAN.index("[[kinds]]") : RUSSIAN.index("[[desks]]")]
FIVE_KINDS = RUSSIAN.replace(_ONE_KIND, _KINDS) + "\n[sms]\nmax_parts = 20\n"


@dataclass
class Shown:
    """One message on Anna's screen. choices: labels of its buttons. files: their bytes."""

    id: str
    text: str = ""
    choices: tuple[str, ...] = ()
    files: tuple[bytes, ...] = ()


class Wire(Protocol):
    """Carries what Anna does to the product, and to her screen what the product sends."""

    @property
    def traits(self) -> Transport: ...
    @property
    def reader(self) -> Reader | None:
        """None: the product's own."""
        ...

    @property
    def sender(self) -> Sender | None:
        """None: its rows leave in another process; see `settles`."""
        ...

    @property
    def account(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def folder(self) -> Path:
        """Where stored files lie."""
        ...

    @property
    def screen(self) -> list[Shown]:
        """All that was ever there, oldest first."""
        ...

    def says(self, office: "TransportOffice", text: str, when: Instant, photo: bytes | None) -> str:
        """Returns the provider's id."""
        ...

    def presses(self, office: "TransportOffice", shown: Shown, label: str, when: Instant) -> None: ...

    def corrects(self, office: "TransportOffice", said: str, text: str, when: Instant) -> bool:
        """False: nobody can there."""
        ...

    def reports(self, office: "TransportOffice", shown: Shown, state: DeliveryState, when: Instant) -> None:
        """The service's later word."""
        ...

    def settles(self, office: "TransportOffice", when: Instant) -> None:
        """What no sender of `workers` takes leaves, and `screen` is as Anna sees it now."""
        ...


class TransportOffice(TelephoneOffice):
    """Anna writes over the wire, Иван answers in the topic."""

    def __init__(
        self,
        database: Database,
        wire: Wire,
        patch: pytest.MonkeyPatch,
        text: str = FIVE_KINDS,
        roles: Mapping[str, str] | None = None,
        others: Sequence[Sender] = (),
    ) -> None:
        """roles: by account of the wire's transport, where it has several. others: of those besides the first."""
        self.wire, self._accounts = wire, [wire.account, *(one for one in roles or () if one != wire.account)]
        #: What the next sends to Anna come to, instead of arriving.
        self.fates: list[SendResult] = []
        self._runner, self._seen = asyncio.Runner(), 0
        known = {**SHIPPED, wire.traits.name: wire.traits}
        url = database.url.render_as_string(hide_password=False)
        of_numbers = {(wire.traits.name, account): role for account, role in (roles or {}).items()}
        super().__init__(Database(url, transports=Transports(known.values(), of_numbers)), text)
        self.readers = dict(READERS) | ({wire.reader.transport: wire.reader} if wire.reader else {})
        self._group = _StaffGroup(self)
        self._senders = Senders([self._group, *([wire.sender] if wire.sender else []), *others])
        self._now, self._writer = at(), Writer(self.database)
        patch.setattr(composition, "_worker", self._worker())

    def _worker(self) -> Any:
        return SimpleNamespace(
            senders=self._senders,
            writer=self._writer,
            clock=SimpleNamespace(read=lambda: self._now),
            settings=SimpleNamespace(files_dir=self.wire.folder, free_space_reserve_mb=0, redis_is_open=False),
            stopping=SimpleNamespace(is_set=lambda: False),
        )

    # -- Anna

    def writes(self, text: str = "", when: Instant | None = None, *, photo: bytes | None = None) -> str:
        said = self.wire.says(self, text, when or at(), photo)
        self.goes_on(when)
        return said

    def chooses(self, label: str, when: Instant | None = None) -> None:
        """By a button or by the number that stands before it, whatever she is shown."""
        for shown in reversed(self.wire.screen):
            if label in shown.choices:
                self.wire.presses(self, shown, label, when or at())
                return self.goes_on(when)
            for line in shown.text.splitlines():
                number, _, words = line.partition(" - ")
                if words == label:
                    self.writes(number, when)
                    return None
        raise AssertionError(f"nobody offers {label!r}: {self.wire.screen}")

    def stores(self, provider_id: str, payload: dict[str, Any], when: Instant) -> None:
        lane = f"{self.wire.traits.lane}:{self.wire.address}"
        with self.database.write(durable=True) as tx:
            one = RawInbound(provider_id, lane, payload)
            store_inbound(tx, self.wire.traits.name, self.wire.account, [one], when.real)

    def goes_on(self, when: Instant | None = None) -> None:
        """Until nobody has anything to do at that moment: the inbox is read, rows leave, files are fetched."""
        self._now = when or at()
        moved = True
        while moved:
            moved = self.reads_inbox(self._now)
            moved |= bool(self.delivers(self._now, self._fetches, queue=SLOW))
            moved |= bool(self.delivers(self._now, self._sends))
            self.wire.settles(self, self._now)

    def reads_inbox(self, when: Instant) -> bool:
        """One batch of it; whether there was something."""
        loop = InboxLoop(
            self._accounts,
            cast(Writer, None),
            Clock(),
            partial(handle, self.readers),
            partial(set_aside, self.readers),
            lambda _: None,
        )
        with self.database.write() as tx:
            return bool(loop.run_batch(tx, when, careful=True).count)

    def _fetches(self, dispatch: Dispatch) -> SendResult:
        return self._runner.run(fetch_file.fetch_file(dispatch))

    def _sends(self, dispatch: Dispatch) -> SendResult:
        if self.fates and dispatch.transport == self.wire.traits.name:
            return self.fates.pop(0)
        return self._runner.run(deliver._send(dispatch))

    def closes_down(self) -> None:
        self._runner.run(self._senders.close())
        self._runner.close()
        self._writer.close()
        self.database.close()

    # -- what is seen

    def looks_away(self) -> None:
        """What Anna has on her screen by now is not looked at any more."""
        self._seen = len(self.wire.screen)

    @property
    def shown(self) -> list[Shown]:
        """To Anna since `looks_away`."""
        return self.wire.screen[self._seen :]

    @property
    def words_shown(self) -> list[str]:
        return [shown.text for shown in self.shown if shown.text]

    @property
    def files_shown(self) -> list[bytes]:
        return [file for shown in self.shown for file in shown.files]

    def staff_told(self, ticket_id: int) -> str:
        """In the topic and its group since `reads`."""
        return "\n".join(self.news(ticket_id) + self.news(to=GROUP))

    @property
    def files_in_topic(self) -> list[bytes]:
        """That were uploaded into it."""
        return self._group.files

    def topic_reads(self, ticket_id: int) -> str:
        """The topic with its card, as staff can read it."""
        rows = [row for row in self.rows() if row.place == "topic" and row.ticket_id == ticket_id]
        rows.sort(key=lambda row: int(row.id))
        return "\n".join(row.payload["text"] for row in rows if "text" in row.payload)

    def reacted(self) -> list[str]:
        """Under what Иван wrote, in order."""
        rows = sorted(self.rows(), key=lambda row: int(row.id))
        return [row.payload["emoji"] for row in rows if row.kind == "reaction"]


class _StaffGroup:
    """Shows at once whatever is for staff, and knows the files that they sent."""

    transport, account, limits = "telegram", ACCOUNT, RateLimits(None, None, None)

    def __init__(self, office: TransportOffice) -> None:
        self._office = office
        self.files: list[bytes] = []

    async def send(self, dispatch: Dispatch) -> SendResult:
        folder = self._office.wire.folder
        self.files += [(folder / file.path).read_bytes() for file in dispatch.files if file.path is not None]
        return self._office.appears(dispatch)

    async def find_file(self, file_id: str) -> RemoteFile:
        return RemoteFile(file_id, len(DOCUMENT))

    async def bytes_of(self, found: RemoteFile) -> AsyncIterator[bytes]:
        yield DOCUMENT

    async def close(self) -> None: ...
