"""A desk whose requesters have a chat and a phone: Анна wrote by Telegram, and the operator vouches for her phone."""

from bot.conversation.state import State
from models.actions.delivery import next_steps
from models.actions.queue.dispatching import Dispatch
from models.actions.reach import persons, sms_words
from models.clock import Instant
from models.db import Database
from models.queries.persons import Requester
from models.rules.delivery.address_states import AddressState
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.payloads import as_post, as_reaction
from models.rules.delivery.places import at_address
from models.rules.delivery.send_results import FailedPermanently, Refusal, SendResult
from models.rules.delivery.transports import SMS
from tests.actions.office import NOON, at
from tests.actions.sms_office import GALYA, SmsOffice
from tests.actions.staff_office import StaffOffice
from tests.journeys.regulations import RUSSIAN

PHONE = GALYA


class ChainOffice(StaffOffice, SmsOffice):
    """Иван is the agent. What goes to chats leaves by `delivers`, what goes to phones by `texts`."""

    def __init__(self, database: Database, text: str = RUSSIAN, *, bound: bool = True) -> None:
        super().__init__(database, text, bound=bound)

    def has_phone(self, who: Requester, number: str = PHONE, state: AddressState = AddressState.VOUCHED) -> int:
        """The address's id."""
        with self.database.write() as tx:
            there = at_address(SMS.name, number)
            return persons.add_address(tx, NOON, who, there, sms_words.GSM_ACCOUNT, state, State().to_json())

    def meets_with_phone(self, name: str = "Анна", number: str = PHONE) -> Requester:
        anna = self.meets(name)
        self.has_phone(anna, number)
        return anna

    def asks_in_both(self, who: Requester) -> int:
        """Somebody asks in the chat, and writes by SMS last; the ticket's id. The topic has been read."""
        found = self.shows(who)
        self.gets("Я с телефона", PHONE)
        self.delivers()
        self.texts()
        self.reads()
        return found

    def blocks_the_bot(self, who: Requester, when: Instant | None = None) -> list[Dispatch]:
        """Telegram refuses whatever waits for their chat."""

        def refuse(dispatch: Dispatch) -> SendResult:
            if dispatch.address == who.address:
                return FailedPermanently(Refusal.BLOCKED, "bot was blocked by the user")
            return self.appears(dispatch)

        return self.delivers(when or at(), refuse)

    def unblocks_the_bot(self, who: Requester, when: Instant | None = None) -> None:
        """As Telegram tells it, before they write anything."""
        private = self._private(who)
        member = {"status": "member", "user": {"id": int(self.account), "is_bot": True, "first_name": "Бот"}}
        date = int((when or at()).real.timestamp())
        change = {
            **private,
            "date": date,
            "old_chat_member": {**member, "status": "kicked"},
            "new_chat_member": member,
        }
        self.comes({"my_chat_member": change}, when or at())

    def reactions(self) -> list[str]:
        """On what agents wrote."""
        rows = sorted(self.rows(RowKind.REACTION), key=lambda row: int(row.id))
        return [as_reaction(row.payload)["emoji"] for row in rows]

    def topic(self, ticket_id: int) -> str:
        """What stands there that has not been read."""
        return "\n".join(self.news(ticket_id))

    def time_comes(self, when: Instant) -> int:
        """What the worker does about chains; how many were due."""
        with self.database.write() as tx:
            return next_steps.next_steps(tx, when)

    def by_chat(self, who: Requester, when: Instant | None = None) -> list[str]:
        """What leaves now for their chat."""
        gone = [one for one in self.delivers(when or at()) if one.address == who.address]
        return [as_post(one.payload).get("text", "") for one in gone]

    def by_sms(self, when: Instant | None = None) -> list[str]:
        """What leaves now, as phones show it."""
        return [part.text for part in self.texts(when)]


__all__ = ["NOON", "PHONE", "ChainOffice", "at"]
