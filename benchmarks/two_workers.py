"""What a second worker that sends brings on a wire that answers late: `two_workers_ratio` of the relay."""

import statistics
from collections.abc import Callable
from itertools import count

from tests.installation import Installation

ROUNDS = 3
_ANOTHER = "deliver 2"
#: Telegram's answers are so late that a worker with all its lanes under way waits.
_LATE_MILLISECONDS = 500


def measure_two_workers(otklik: Installation, carries: Callable[[str], float]) -> dict[str, float]:
    """One worker and two by turns. carries: all write that word once; messages in a second."""
    words = (f"по медленному {number}" for number in count())
    carries(next(words))
    otklik.telegram.order("slow", method="sendMessage", milliseconds=_LATE_MILLISECONDS)
    by_one, by_two = [], []
    for _ in range(ROUNDS):
        by_one.append(carries(next(words)))
        otklik.start(_ANOTHER)
        by_two.append(carries(next(words)))
        otklik.stop(_ANOTHER)
    otklik.telegram.cancel()
    one, two = statistics.median(by_one), statistics.median(by_two)
    return {"one_worker_per_s": one, "two_workers_per_s": two, "two_workers_ratio": two / one}
