"""Leave to write: whoever can't be written to any more is asked for it once, and answers wait for their word."""

from datetime import datetime, timedelta
from typing import Final

from models.rules.delivery.send_results import Refusal

#: What somebody can put right is tried again soon.
_MENDED_WITHIN: Final = timedelta(hours=1)


def waits_until(
    patience: timedelta, leave_until: datetime | None, again_at: datetime | None, now: datetime
) -> datetime | None:
    """Until when an answer of now waits for leave; None: it does not.

    leave_until: of whoever has been asked: for so long answers wait. again_at: they are not asked anew before.
    """
    if leave_until is not None and now < leave_until:
        return leave_until
    return now + patience if again_at is None or again_at <= now else None


def asked_again_at(window: timedelta, now: datetime, refusal: Refusal | None = None) -> datetime:
    """When somebody who is asked now may be asked once more, should they not reply. refusal: of the wish itself."""
    return now + (_MENDED_WITHIN if refusal is Refusal.BAD_TEMPLATE else window)
