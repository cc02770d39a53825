"""How long one job of a queue of outgoing rows may go on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """Seconds of one job. drain: for new work. last_lease: for new work while something is still under way, so that
    what hangs does not keep the other lanes waiting; the job's time-out lies beyond it. look_every: how often that
    is looked for. record_until: so long an answer of the world is kept for a database that is away; then its row's
    fate is what a crash leaves. over: whatever is still under way then is given up, before the job's time-out.
    """

    drain: float = 10.0
    last_lease: float = 17.0
    look_every: float = 0.05
    record_until: float = 26.0
    over: float = 28.0


#: Messages are sent in milliseconds.
MESSAGES = Pace()
#: A file may take minutes.
FILES = Pace(last_lease=600.0, look_every=1.0, record_until=880.0, over=890.0)
