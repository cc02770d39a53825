"""Hours of the day in which an address is not disturbed, by the clock on its person's wall."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Minutes of the day, 0 to 1439; over midnight when `until` comes before `since`. The same twice: never."""

    since: int
    until: int

    def ends_at(self, now: datetime, zone: str) -> datetime | None:
        """None: it is not quiet now. Later than now; summer time moves it with the clock on the wall."""
        place = ZoneInfo(zone)
        local = now.astimezone(place)
        minute = local.hour * 60 + local.minute
        if not self._holds(minute):
            return None
        day = local.date() if minute < self.until else local.date() + timedelta(days=1)
        at = time(*divmod(self.until, 60))
        for fold in (0, 1):  # that minute comes twice in the night in which clocks go back
            end = _utc(datetime.combine(day, at), place, fold, now)
            if end > now:
                return end
        raise AssertionError(f"quiet hours that end before they are asked about: {self}, {now}")

    def _holds(self, minute: int) -> bool:
        if self.since <= self.until:
            return self.since <= minute < self.until
        return minute >= self.since or minute < self.until


def _utc(wall: datetime, place: tzinfo, fold: int, like: datetime) -> datetime:
    return wall.replace(tzinfo=place, fold=fold).astimezone(like.tzinfo)
