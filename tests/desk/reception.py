"""A desk that somebody texts of whom nobody knows who they are."""

from models.actions.reach import contracts
from models.db import Database
from models.rules.delivery.outgoing import RowKind
from tests.actions.office import NOON
from tests.actions.telephone_office import TelephoneOffice


class Reception(TelephoneOffice):
    """Галя texts from a phone that nobody knows. Анна and Борис speak for contract 15, Анна alone for 16."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.anna, self.boris = self.meets("Анна", 901), self.meets("Борис", 902)
        with database.write() as tx:
            for number, persons in (("15", (self.anna, self.boris)), ("16", (self.anna,)), ("17", ())):
                made = contracts.add_contract(tx, NOON, self.organisation_id, number)
                for who in persons:
                    contracts.may_speak(tx, NOON, made.id, who)
        self.ticket_id = self.begins()
        self.delivers()
        self.reads()

    def card(self) -> str:
        rows = [row for row in self.rows(RowKind.EDIT_CARD, RowKind.CARD) if "text" in row.payload]
        return str(max(rows, key=lambda row: int(row.id)).payload["text"])

    def presses_button(self, label: str, who: str = "Иван") -> str:
        return self.forges(self.buttons(label)[-1], who)
