"""Whether a phone may be somebody else's by now: operators give numbers that are silent for long to others. Pure."""

from datetime import datetime, timedelta


def may_have_changed_hands(phone: str, heard_at: datetime | None, now: datetime, days: int) -> bool:
    """phone: E.164; names and short codes stay whose they are, and who hides a number is nobody.

    heard_at: when it last texted or rang; None: never. days: of silence, by the regulation.
    """
    return phone.startswith("+") and heard_at is not None and now - heard_at >= timedelta(days=days)
