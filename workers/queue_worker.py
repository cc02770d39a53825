"""An RQ worker for exactly one queue, in its own process: a second queue would lose jobs on a kill (LESSONS.md)."""

from redis import Redis
from rq import Queue, SimpleWorker


class QueueWorker(SimpleWorker):
    """Comes back within a second once Redis is there again; the stock one doubles its wait to a minute."""

    max_connection_wait_time = 1.0


def work(queue_name: str, redis_url: str) -> None:
    """Until a signal stops it, after the job it is at."""
    # its own connection: blocking reads must not meet the short time-outs of those who ring
    redis = Redis.from_url(redis_url)
    worker = QueueWorker(
        [Queue(queue_name, connection=redis)], connection=redis, maintenance_interval=30, worker_ttl=30
    )
    worker.work(logging_level="WARNING", with_scheduler=False)
