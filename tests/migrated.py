"""An empty SQLite database as the newest migration leaves it. Whoever needs one copies the file: migrating takes
as much of a processor as several tests do.
"""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from models.db import Database
from models.migrations.to_newest import upgrade


@cache
def migrated_sqlite() -> Path:
    """One file for each process."""
    folder = Path(tempfile.mkdtemp(prefix="otklik-migrated-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "otklik.db"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    database.close()
    return path
