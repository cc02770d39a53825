"""What became of an attachment's bytes."""

from dataclasses import dataclass

from sqlalchemy import Connection, update

from models.tables.messages import attachment


@dataclass(frozen=True)
class Stored:
    """path: relative to var/files. size: bytes."""

    sha256: str
    path: str
    size: int


def mark_stored(tx: Connection, attachment_id: int, stored: Stored) -> None:
    tx.execute(
        update(attachment)
        .where(attachment.c.id == attachment_id)
        .values(
            state="stored",
            sha256=stored.sha256,
            path=stored.path,
            size=stored.size,
        )
    )


def mark_failed(tx: Connection, attachment_id: int) -> None:
    """The service no longer gives the bytes, or gives none of that size."""
    tx.execute(update(attachment).where(attachment.c.id == attachment_id).values(state="failed"))
