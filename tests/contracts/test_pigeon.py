"""A made-up messenger, added by this file alone: a trait, a reader, a sender and the wire between them.

A pigeon takes 300 characters and two buttons, files only as uploads, nothing back that has left; it is paid for, it
goes to those only who wrote within six hours, and its word of arrival comes late and doubled.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from bot.requester.heard import Heard, Read, Reader, Unread
from bot.scope import Scope
from models.actions.delivery.receipts import Receipt
from models.actions.queue.dispatching import Dispatch
from models.actions.queue.inbox import Waiting
from models.actions.talk.messages import File
from models.clock import Instant
from models.rules.delivery.choices import DialogueChoice, parse_choice
from models.rules.delivery.outgoing import DELIVER
from models.rules.delivery.payloads import as_post
from models.rules.delivery.rate_limits import RateLimits
from models.rules.delivery.send_results import SendResult, Sent
from models.rules.delivery.states import DeliveryState
from models.rules.delivery.transports import ChoiceLimit, FileLimit, TextLimit, Transport, Unit, Wording
from tests.contracts.transport_journey import TransportJourney
from tests.contracts.transport_office import Shown, TransportOffice
from workers.transports.port import NotGiven, RemoteFile

PIGEON = Transport(
    name="pigeon",
    title="Голубь",
    choices=ChoiceLimit(buttons=2),
    wording=Wording.FULL,
    text=TextLimit(Unit.UTF16, most=300, caption=300),
    formatted=False,
    edits=False,
    files=FileLimit(frozenset({"photo", "document"}), most_bytes=1_000_000, known_by_id=False),
    receipts=frozenset({DeliveryState.DELIVERED, DeliveryState.FAILED_PERMANENTLY}),
    paid=True,
    window=timedelta(hours=6),
    queue=DELIVER,
    lane="pigeon",
    opens_without_questions=False,
    changes_hands=False,
)
LOFT = "loft-1"


# -- the reader: {from, at, id?, text?, photo?, pressed?, arrived?, lost?}


def read(_: Scope, rows: Sequence[Waiting]) -> Read:
    (row,) = rows
    note = row.payload
    if "arrived" in note:
        state = DeliveryState.FAILED_PERMANENTLY if note["lost"] else DeliveryState.DELIVERED
        return Receipt("pigeon", row.account, note["from"], note["arrived"], state, note["lost"])
    choice = parse_choice(note.get("pressed", ""))
    return Heard(
        transport="pigeon",
        account=row.account,
        address=note["from"],
        at=datetime.fromisoformat(note["at"]),
        came_at=row.not_before,
        provider_ids=(note["id"],),
        name="Анна",
        language="ru",
        text=note.get("text", ""),
        files=(File("photo", note["photo"]),) if note.get("photo") else (),
        choice=choice if isinstance(choice, DialogueChoice) else None,
        pressed=note.get("under"),
    )


def author(_: Scope, row: Waiting) -> Unread:
    return Unread(address=row.payload["from"], named=f"pigeon {row.provider_id}")


# -- the sender


class PigeonSender:
    transport, account, limits = "pigeon", LOFT, RateLimits(None, None, None)

    def __init__(self, wire: "PigeonWire") -> None:
        self._wire = wire

    async def send(self, dispatch: Dispatch) -> SendResult:
        return Sent((self._wire.shows(dispatch),))

    async def find_file(self, file_id: str) -> RemoteFile:
        if file_id not in self._wire.photos:
            raise NotGiven("no such photo", refused=True)
        return RemoteFile(file_id, len(self._wire.photos[file_id]))

    async def bytes_of(self, found: RemoteFile) -> AsyncIterator[bytes]:
        yield self._wire.photos[found.path]

    async def close(self) -> None: ...


# -- the wire


class PigeonWire:
    traits, account, address = PIGEON, LOFT, "dovecote 12"
    reader = Reader("pigeon", read, author)

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sender = PigeonSender(self)
        self.screen: list[Shown] = []
        self.photos: dict[str, bytes] = {}
        self._keys: dict[tuple[str, str], str] = {}
        self._ids = count(1)

    def shows(self, dispatch: Dispatch) -> str:
        post = as_post(dispatch.payload)
        shown = Shown(f"flight {next(self._ids)}", post.get("text", ""))
        choices = [choice for row in post.get("choices", ()) for choice in row]
        assert len(shown.text) <= 300
        assert len(choices) <= 2
        shown.choices = tuple(choice["label"] for choice in choices)
        self._keys |= {(shown.id, choice["label"]): choice["key"] for choice in choices}
        shown.files = tuple((self.folder / str(file.path)).read_bytes() for file in dispatch.files)
        self.screen.append(shown)
        return shown.id

    def says(self, office: TransportOffice, text: str, when: Instant, photo: bytes | None) -> str:
        note = {"text": text}
        if photo is not None:
            note["photo"] = f"photo {next(self._ids)}"
            self.photos[note["photo"]] = photo
        return self._flies(office, when, note)

    def presses(self, office: TransportOffice, shown: Shown, label: str, when: Instant) -> None:
        self._flies(office, when, {"pressed": self._keys[shown.id, label], "under": shown.id})

    def corrects(self, office: TransportOffice, said: str, text: str, when: Instant) -> bool:
        return False  # what has flown has flown

    def reports(self, office: TransportOffice, shown: Shown, state: DeliveryState, when: Instant) -> None:
        lost = "a hawk" if state is DeliveryState.FAILED_PERMANENTLY else ""
        self._flies(office, when, {"arrived": shown.id, "lost": lost})

    def settles(self, office: TransportOffice, when: Instant) -> None: ...

    def _flies(self, office: TransportOffice, when: Instant, note: dict[str, str]) -> str:
        number = f"note {next(self._ids)}"
        office.stores(number, {"id": number, "from": self.address, "at": when.real.isoformat(), **note}, when)
        return number


@pytest.fixture
def wire(tmp_path: Path) -> PigeonWire:
    return PigeonWire(tmp_path)


class TestPigeon(TransportJourney):
    """The journey of all transports."""
