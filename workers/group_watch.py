"""Every few seconds of the sweeper: whether a staff group is behind, so that new tickets had better go elsewhere."""

import logging
import time

from sqlalchemy.exc import SQLAlchemyError

from models.actions.desk import group_strain
from models.clock import Instant
from models.db import Database
from models.queries.group_loads import topics_made

_EVERY_SECONDS = 10.0
#: A group fills in years.
_COUNT_EVERY_SECONDS = 600.0

log = logging.getLogger(__name__)


class GroupWatch:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._topics: dict[int, int] = {}
        # monotonic: what goes by a clock that is set back would stand still with it
        self._look_at = self._count_at = 0.0

    def look(self, at: Instant) -> None:
        """Raises SQLAlchemyError when the database is away. Whatever else is wrong must not hold up deadlines."""
        if time.monotonic() < self._look_at:
            return
        self._look_at = time.monotonic() + _EVERY_SECONDS
        try:
            self._look(at)
        except SQLAlchemyError:
            raise
        except Exception:
            log.exception("groups are not watched")

    def _look(self, at: Instant) -> None:
        with self._database.read() as tx:
            if time.monotonic() >= self._count_at:
                self._topics = topics_made(tx)
                self._count_at = time.monotonic() + _COUNT_EVERY_SECONDS
            changed = group_strain.changes(tx, at, self._topics)
        if changed:
            with self._database.write() as tx:
                group_strain.note(tx, at, self._topics)
            log.info("groups behind, full, or well again: %s", len(changed))
