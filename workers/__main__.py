"""`python -m workers sweeper | deliver | deadlines | slow`: one process each."""

import contextlib
import importlib
import signal
import sys
import threading
import types

from models import logs
from models.readiness import announce_ready
from models.rules.delivery.outgoing import DEADLINES, DELIVER, SLOW
from models.rules.health.monitoring import SWEEPER
from models.settings import Settings, read_settings

ROLES = (SWEEPER, DELIVER, DEADLINES, SLOW)


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in ROLES:
        print(f"usage: python -m workers {' | '.join(ROLES)}", file=sys.stderr)
        return 2
    role = arguments[0]
    logs.set_up(role)
    settings = read_settings()
    if role == SWEEPER:
        sweep(settings)
    else:
        serve(role, settings)
    return 0


def sweep(settings: Settings) -> None:
    from bell.redis_bell import RedisBell, connect
    from models.clock import Clock
    from models.db import Database
    from workers.heart import Heart
    from workers.sweeper import Sweeper

    stop = threading.Event()

    def end(_signal: int, _frame: types.FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    bell = RedisBell(connect(settings.redis_url))
    database, clock = Database(settings.database, SWEEPER), Clock()
    sweeper = Sweeper(
        database,
        bell,
        clock,
        rehearsal=settings.rehearsal,
        modem_devices=settings.modem_devices,
        holders=settings.holders_dir,
    )
    heart = Heart(SWEEPER, database, clock)
    announce_ready(SWEEPER)
    sweeper.run(stop)
    heart.stop()


def serve(queue: str, settings: Settings) -> None:
    from bell.redis_bell import JOB_OF
    from models.db import DATABASE_AWAY
    from workers.composition import build, senders_of
    from workers.heart import Heart
    from workers.holder import take_over_from_the_dead
    from workers.queue_worker import work

    me = build(queue, settings, senders_of(settings))
    # imported here, not at the first ring: whoever rings first should not wait for it
    module, _, name = JOB_OF[queue].rpartition(".")
    answer = getattr(importlib.import_module(module), name)
    heart = Heart(queue, me.database, me.clock)
    announce_ready(queue)
    with contextlib.suppress(*DATABASE_AWAY):  # the sweeper does it as soon as it is back
        take_over_from_the_dead(settings.holders_dir, me.database, me.clock)
    if queue == DEADLINES:
        from workers.jobs.erase import erase_who_came_back

        erase_who_came_back(me)
    me.bell.ring_again(queue)  # whoever was rung for before may be dead, with lanes in its hands
    work(queue, answer, settings.redis_url, me.stopping)
    heart.stop()
    me.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
