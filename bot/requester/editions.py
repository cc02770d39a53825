"""The editions of the regulation that are in force, each read once for a whole batch of the inbox."""

from datetime import datetime

from sqlalchemy import Connection

from models.actions.queue.inbox import Waiting
from models.actions.talk.drafts import ORGANISATION
from models.queries.organisations import organisation_of_bot
from models.queries.regulation import EditionView, edition_in_force, editions_in_force
from models.rules.regulation.organisations import OrganisationId


class NothingAdopted(Exception):
    """No edition of the regulation is in force: nobody can be promised anything, so everything waits."""


class Editions:
    """Those in force at one moment; each is read at most once."""

    def __init__(self, tx: Connection, now: datetime) -> None:
        self.tx, self.now = tx, now
        self._all: list[EditionView] | None = None
        self._of_accounts: dict[tuple[str, str], EditionView | None] = {}

    def all(self) -> list[EditionView]:
        """One of each organisation, the oldest organisation first. Raises NothingAdopted."""
        if self._all is None:
            self._all = editions_in_force(self.tx, self.now)
        if not self._all:
            raise NothingAdopted
        return self._all

    def of(self, organisation_id: OrganisationId) -> EditionView:
        """Raises NothingAdopted."""
        for edition in self.all():
            if edition.organisation_id == organisation_id:
                return edition
        raise NothingAdopted

    def of_account(self, transport: str, account: str) -> EditionView | None:
        """None: the account is of no organisation, as a number that several share. Raises NothingAdopted."""
        place = (transport, account)
        if place not in self._of_accounts:
            owner = organisation_of_bot(self.tx, transport, account)
            found = None if owner is None else edition_in_force(self.tx, owner, self.now)
            if owner is not None and found is None:
                raise NothingAdopted
            self._of_accounts[place] = found
        return self._of_accounts[place]

    def named_in(self, row: Waiting) -> EditionView | None:
        """Of a row that we put into the inbox ourselves, about somebody whom we know."""
        return self.of(row.payload[ORGANISATION]) if row.own_kind and ORGANISATION in row.payload else None
