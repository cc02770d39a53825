"""What a sender of any transport does, and who has which: built at the entry point and passed down."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from models.actions.queue.dispatching import Dispatch
from models.rules.delivery.rate_limits import RateLimits
from models.rules.delivery.send_results import SendResult


@dataclass(frozen=True)
class RemoteFile:
    """size: bytes, 0 when the service doesn't say."""

    path: str
    size: int


class NotGiven(Exception):
    """The service gave no bytes. retry_after: seconds, when it asked for silence.

    refused: for good; too_big: because of its size.
    """

    def __init__(
        self, words: str, *, retry_after: float | None = None, refused: bool = False, too_big: bool = False
    ) -> None:
        super().__init__(words)
        self.words, self.retry_after, self.refused, self.too_big = words, retry_after, refused, too_big


class Sender(Protocol):
    """One account of one transport. Sends one row at a time; many at once may be under way."""

    @property
    def transport(self) -> str: ...
    @property
    def account(self) -> str: ...
    @property
    def limits(self) -> RateLimits:
        """How often the service lets this account post."""
        ...

    async def send(self, dispatch: Dispatch) -> SendResult:
        """Never raises for what the service or the network did."""
        ...

    async def find_file(self, file_id: str) -> RemoteFile:
        """Where the bytes of a file are for a while. Raises NotGiven."""
        ...

    def bytes_of(self, found: RemoteFile) -> AsyncIterator[bytes]:
        """Piece by piece. Raises NotGiven."""
        ...

    async def close(self) -> None: ...


@runtime_checkable
class ToldAbout(Protocol):
    """A sender whose service says how its account is."""

    async def told_about(self) -> Mapping[str, Any]:
        """In JSON, as the doctor reads it. Never raises for what the service or the network did."""
        ...


class Senders(Mapping[tuple[str, str], Sender]):
    """By transport and account: what one account has to send never leaves by another."""

    def __init__(self, senders: Iterable[Sender] = ()) -> None:
        self._senders = {(sender.transport, sender.account): sender for sender in senders}

    def __getitem__(self, place: tuple[str, str]) -> Sender:
        return self._senders[place]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._senders)

    def __len__(self) -> int:
        return len(self._senders)

    def of(self, dispatch: Dispatch) -> Sender | None:
        """None: this process has no such account; the row waits for one that has."""
        return self._senders.get((dispatch.transport, dispatch.account))

    def limits_of(self, transport: str, account: str) -> RateLimits:
        sender = self._senders.get((transport, account))
        return RateLimits(None, None, None) if sender is None else sender.limits

    async def close(self) -> None:
        for sender in self._senders.values():
            await sender.close()
