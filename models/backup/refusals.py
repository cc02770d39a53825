"""Why a backup was not made or not restored. The words are for whoever typed the command."""

from collections.abc import Mapping


class BackupRefused(Exception):
    """Nothing was changed."""


class NotABackup(BackupRefused):
    """The file is cut off, damaged or something else."""


class NotEmpty(BackupRefused):
    """There is something in the database that a restore would erase. counts: rows by table, all above 0."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        super().__init__(f"the database is not empty: {said(counts)}")
        self.counts = counts


class StillRunning(BackupRefused):
    """Somebody works with what is to be replaced."""


def said(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()) if count)
