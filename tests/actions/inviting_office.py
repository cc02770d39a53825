"""A desk whose requests need a contract. Анна Ли speaks for contract 15; her chat, 900, was there before."""

from models.actions.reach import contracts, invitations
from models.db import Database
from models.queries.persons import Requester
from models.rules.contracts.standing import Contract
from tests.actions.chat_office import ChatOffice
from tests.actions.office import NOON, at
from tests.journeys.regulations import RUSSIAN

_KIND = 'title = { ru = "Вопрос", en = "Question" }\n'
DEMANDING = (
    RUSSIAN.replace(_KIND, f'{_KIND}demands = "contract"\n', 1)
    + """
[identification]
attempts_per_day = 5
"""
)
#: A chat of somebody else than 700.
BORIS = 800


class InvitingOffice(ChatOffice):
    def __init__(self, database: Database, text: str = DEMANDING) -> None:
        super().__init__(database, text)
        self.anna = self.meets("Анна Ли", 900)
        with database.write() as tx:
            self.contract: Contract = contracts.add_contract(tx, NOON, self.organisation_id, "15")
            contracts.may_speak(tx, NOON, self.contract.id, self.anna)
        self.told(900)

    def invites(self, who: Requester | None = None, *, may_change_contacts: bool = False) -> str:
        """The code, for that person; else for whoever comes, to speak for the contract."""
        with self.database.write() as tx:
            return invitations.issue(
                tx,
                at(),
                self.organisation_id,
                self.regulation.identification,
                person_id=who.person_id if who is not None else None,
                contract_id=self.contract.id,
                may_change_contacts=may_change_contacts,
                agent_id=self.ivan,
            )
