"""A group that takes no more posts in this minute, or few, and what staff see in its topics."""

from collections.abc import Callable
from typing import Final

from models.actions.queue.dispatching import Dispatch
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.payloads import as_post
from models.rules.delivery.places import Place
from models.rules.delivery.send_results import SendResult, Sent
from tests.actions.drained_lanes import Budget, drain
from tests.actions.staff_office import StaffOffice

HEADING: Final = "Анна, 11 ноября"


def behind(left: int = 0) -> Budget:
    """A budget of a group that takes so many posts more."""
    budget = Budget()
    budget.has_left(left)
    return budget


def appears(dispatch: Dispatch) -> SendResult:
    return Sent(thread_id=77) if dispatch.kind == RowKind.CREATE_TOPIC else Sent((str(dispatch.id),))


def sent(
    office: StaffOffice, budget: Budget | None = None, does: Callable[[Dispatch], SendResult] = appears
) -> list[Dispatch]:
    """What staff see in topics, in order, but edits of cards. does: Telegram, with those."""
    seen: list[Dispatch] = []

    async def send(dispatch: Dispatch) -> SendResult:
        if not dispatch.to_topic or dispatch.kind == RowKind.EDIT_CARD:
            return Sent(("1",))
        seen.append(dispatch)
        return does(dispatch)

    drain(office.database, send, budget or behind())
    return seen


def words(seen: list[Dispatch]) -> list[str]:
    return [as_post(one.payload)["text"] for one in seen if "text" in one.payload]


def told(office: StaffOffice) -> list[Dispatch]:
    """What people see in private, in order."""
    seen: list[Dispatch] = []

    async def send(dispatch: Dispatch) -> SendResult:
        if dispatch.place is Place.ADDRESS:
            seen.append(dispatch)
        return appears(dispatch)

    drain(office.database, send, behind())
    return seen
