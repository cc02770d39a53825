"""The database's shape, step by step.

versions/ holds one file per step; `upgrade` brings a database to the newest, `python -m models db upgrade` calls it.
"""

from models.migrations.upgrade import upgrade

__all__ = ["upgrade"]
