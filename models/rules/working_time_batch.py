"""`add` and `between` for very many moments at once, for reports; the only module that loads NumPy.

Import it inside the function that needs it: NumPy takes 13 MB, and most processes count no reports.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from models.rules.segments import Segments
    from models.rules.working_time import WorkingTime

#: One number for each moment or span: whole microseconds; moments since 1970-01-01 UTC.
Microseconds = npt.NDArray[np.int64]
_MICROSECOND: Final = timedelta(microseconds=1)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_AFTER_ALL: Final = np.iinfo(np.int64).max
#: With more steps than these a bisection is quicker.
_MOST_STEPS: Final = 8


def to_microseconds(moments: Iterable[datetime]) -> Microseconds:
    """Aware moments as numbers. A naive one raises TypeError."""
    return np.fromiter((_number(moment) for moment in moments), np.int64)


def to_moments(numbers: Microseconds) -> list[datetime]:
    """The same numbers as aware UTC moments."""
    return [_moment(number) for number in numbers.tolist()]


class Marks:
    """How many of some rising numbers are not above another one: a look-up instead of a bisection.

    The range is cut into cells of equal length; each knows how many numbers lie below it, and from there it is as
    many steps as the fullest cell has numbers, one or two in a calendar of an office. Ten times as quick as
    `searchsorted`, whose every comparison is a branch that nobody can predict.
    """

    def __init__(self, numbers: Microseconds, low: int, high: int) -> None:
        """low, high: between which it will be asked, both included."""
        self._numbers = np.append(numbers, _AFTER_ALL)
        self._low = low
        self._shift = max(((high - low) // (4 * len(self._numbers))).bit_length() - 1, 0)
        cells = np.arange(((high - low) >> self._shift) + 2)
        below = np.searchsorted(numbers, (cells << self._shift) + low, "left")
        self._below = below[:-1]
        self._steps = int(np.diff(below).max())

    def up_to(self, asked: Microseconds) -> npt.NDArray[np.intp]:
        if self._steps > _MOST_STEPS:
            return np.searchsorted(self._numbers, asked, "right")
        found = self._below.take((asked - self._low) >> self._shift)
        for _ in range(self._steps):
            found += self._numbers.take(found) <= asked
        return found


@dataclass(frozen=True)
class Arrays:
    """`Segments` in whole microseconds; ready to be asked by the array.

    worked[i]: what has been worked when i segments have opened and closed. zeros[i]: that of the segment before, and
    of the beginning for 0, so that a moment less zeros[i], but at most worked[i], has been worked until then.
    """

    worked: Microseconds
    zeros: Microseconds
    by_opening: Marks
    by_worked: Marks

    def until(self, at: Microseconds) -> Microseconds:
        opened = self.by_opening.up_to(at)
        worked: Microseconds = np.minimum(at - self.zeros.take(opened), self.worked.take(opened))
        return worked

    def at(self, worked: Microseconds) -> Microseconds:
        """The earliest moments by which so much has been worked; all more than zero, none more than the total."""
        return self.zeros.take(self.by_worked.up_to(worked - 1)) + worked


def arrays_of(table: "Segments") -> Arrays:
    opens = to_microseconds(table.opens)
    worked = np.array([span // _MICROSECOND for span in table.worked], np.int64)
    begins, ends = _number(table.begins), _number(table.ends)
    return Arrays(
        worked=worked,
        zeros=np.append(begins, to_microseconds(table.zeros)),
        by_opening=Marks(opens, begins, ends),
        by_worked=Marks(worked, 0, int(worked[-1])),
    )


def add_many(hours: "WorkingTime", starts: Microseconds, span: timedelta) -> Microseconds:
    """See `WorkingTime.add_many`."""
    _check(starts)
    if span < timedelta(0):
        raise ValueError(f"span {span}: can't be negative")
    if not span or not len(starts):
        return starts.copy()
    earliest, latest = _ends_of(starts)
    # the latest start has the latest end, so the table then holds them all
    table, _ = hours.reaching(latest, span, earliest)
    if not table.plain:
        return to_microseconds(hours.add(start, span) for start in to_moments(starts))
    arrays = table.arrays
    return arrays.at(arrays.until(starts) + span // _MICROSECOND)


def between_many(hours: "WorkingTime", starts: Microseconds, ends: Microseconds) -> Microseconds:
    """See `WorkingTime.between_many`."""
    _check(starts)
    _check(ends)
    if starts.shape != ends.shape:
        raise ValueError(f"{starts.shape} starts and {ends.shape} ends")
    if not len(starts):
        return starts.copy()
    (first, second), (third, fourth) = _ends_of(starts), _ends_of(ends)
    arrays = hours.covering(min(first, third), max(second, fourth)).arrays
    return arrays.until(ends) - arrays.until(starts)


def _check(numbers: Microseconds) -> None:
    if numbers.dtype != np.int64 or numbers.ndim != 1:
        raise TypeError(f"one row of int64 wanted, not {numbers.ndim} of {numbers.dtype}")


def _ends_of(numbers: Microseconds) -> tuple[datetime, datetime]:
    return _moment(int(numbers.min())), _moment(int(numbers.max()))


def _number(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def _moment(number: int) -> datetime:
    return _EPOCH + timedelta(microseconds=number)
