"""Words that are not kept: the code that somebody typed. That they typed one is."""

from typing import Final

from sqlalchemy import Connection, select, update

from models.phrases.catalogue import LANGUAGES, say
from models.rules.regulation.organisations import OrganisationId
from models.tables.messages import message

_HIDDEN: Final = frozenset(say(language, "code.hidden") for language in LANGUAGES)


def hide(tx: Connection, organisation_id: OrganisationId, message_id: int, language: str) -> None:
    this = (message.c.id == message_id, message.c.organisation_id == organisation_id)
    tx.execute(update(message).where(*this).values(text=say(language, "code.hidden"), entities=None))


def are_hidden(tx: Connection, organisation_id: OrganisationId, message_id: int) -> bool:
    """Whether a correction of them would bring a code back."""
    this = (message.c.id == message_id, message.c.organisation_id == organisation_id)
    return tx.execute(select(message.c.text).where(*this)).scalar_one() in _HIDDEN
