"""The first start adopts the regulation that the settings name; later editions are adopted on purpose."""

import logging
from datetime import datetime
from pathlib import Path

from models.actions.desk import editions
from models.db import Database

log = logging.getLogger(__name__)


def adopt_first_edition(database: Database, file: Path, now: datetime) -> None:
    """Does nothing once there is an edition. Raises OSError or RegulationError."""
    with database.write(durable=True) as tx:
        if editions.editions(tx) == 0:
            adopted = editions.adopt(tx, file.read_text(encoding="utf-8"), now)
            log.info("adopted %s as edition %s", file, adopted.number)
