"""For which organisation an SMS or a call to a SIM is that several organisations share (REQUIREMENTS A3)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

#: So long whoever was written to is answering that; the boundary is included.
ANSWERS_WITHIN: Final = timedelta(days=14)


def whose_phone(wrote: Sequence[tuple[int, datetime]], now: datetime, default: int) -> int:
    """The organisation that last wrote to this phone from a shared SIM, if that is not too long ago.

    wrote: organisations with the time at which each last wrote, aware UTC. default: whose it is otherwise.
    """
    lately = [(at, organisation) for organisation, at in wrote if now - at <= ANSWERS_WITHIN]
    return max(lately)[1] if lately else default
