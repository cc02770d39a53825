"""Every few seconds of the sweeper: whether an account in trouble still has something that waits for it."""

import time
from typing import Final

from models.actions.desk import account_troubles
from models.db import Database

_EVERY_SECONDS: Final = 10.0


class AccountWatch:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._look_at = 0.0  # monotonic: what goes by a clock that is set back would stand still with it

    def look(self) -> None:
        """Raises SQLAlchemyError when the database is away."""
        if time.monotonic() < self._look_at:
            return
        self._look_at = time.monotonic() + _EVERY_SECONDS
        with self._database.read() as tx:
            in_trouble = account_troubles.is_any(tx)
        if in_trouble:
            with self._database.write() as tx:
                account_troubles.forget_what_nobody_waits_for(tx)
