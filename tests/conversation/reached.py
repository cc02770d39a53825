"""A requester who says how they want to be reached: `Requester`, and a stand-in for what carries it out."""

from dataclasses import dataclass, field, replace

from bot.conversation.contacts import ChangeContacts
from bot.conversation.context import Context
from bot.conversation.inbound import Inbound
from bot.conversation.reach import (
    AddressAct,
    AddressView,
    ChangeReach,
    Health,
    LinkView,
    Reach,
    WayToAdd,
)
from bot.conversation.reach_confirmations import Came, Result, after
from bot.conversation.transports import concerns
from bot.conversation.turn import Intent
from models.rules.delivery.transports import TypedAddress
from models.rules.regulation.reach import ReachRules
from models.rules.texts.localised import both
from tests.conversation.regulations import two_kinds
from tests.conversation.requester import Requester, Seen

CHAT = AddressView(1, "Telegram", "", Health.WORKS, here=True)
PHONE = AddressView(2, "SMS", "+7 916 123-45-67", Health.WORKS, provable=True)
SMS, MESSENGER = WayToAdd("sms", "SMS", TypedAddress.PHONE), WayToAdd("pigeon", "Голубь")
CODE = "482913"
DUTY = both("Абонент обязан держать один способ связи рабочим.", "Keep one of them working.")


@dataclass
class Reached(Requester):
    """right: the code that proves."""

    reach: Reach = field(default_factory=lambda: Reach((CHAT,), (SMS, MESSENGER), shares_phone=True))
    right: str = CODE
    of_contacts: list[ChangeContacts] = field(default_factory=list)
    changed: list[ChangeReach] = field(default_factory=list)
    _concerned: bool = False

    def shares(self, phone: str) -> "Reached":
        self.last_id += 1
        self._comes(Inbound(self.last_id, "👤 Анна", typed=False, own_phone=phone))
        return self

    def context(self) -> Context:
        context = super().context()
        return replace(context, reach=self.reach) if self._concerned else context

    def _comes(self, inbound: Inbound, pressed: Seen | None = None) -> "Requester":
        self._concerned = concerns(self.state, inbound)
        return super()._comes(inbound, pressed)

    def _carries_out(self, intent: Intent, pressed: Seen | None) -> None:
        if isinstance(intent, ChangeContacts):
            self.of_contacts.append(intent)
        if not isinstance(intent, ChangeReach):
            return super()._carries_out(intent, pressed)
        self.changed.append(intent)
        self.state, replies = after(self._done(intent), self.state, replace(super().context(), reach=self.reach))
        for reply in replies:
            self._hears(reply, pressed)
        return None

    def _done(self, intent: ChangeReach) -> Result:
        one = self.reach.address(intent.address_id)
        if intent.address_id is not None:
            return self._about(one, intent) if one is not None else Result(Came.GONE)
        match intent.act:
            case AddressAct.PROVE:
                return self._tried(intent.text)
            case AddressAct.ASK_CODE | AddressAct.ASK_AGAIN | AddressAct.GIVE_UP:
                given_up = intent.act is AddressAct.GIVE_UP
                self.reach = replace(self.reach, waiting=None if given_up else intent.text or self.reach.waiting)
                return Result(Came.SORTED if given_up else Came.CODE_SENT)
            case AddressAct.CONSENT | AddressAct.WITHDRAW:
                given = intent.act is AddressAct.CONSENT
                consents = tuple((key, given if key == intent.text else old) for key, old in self.reach.consents)
                self.reach = replace(self.reach, consents=consents)
                return Result(Came.CONSENTED if given else Came.WITHDRAWN)
            case AddressAct.LINK:
                return Result(Came.LINK, {"title": "Голубь", "url": "https://pigeon.example/?start=join_1"})
        return Result(Came.JOINED if intent.act is AddressAct.JOIN else Came.UNDONE)

    def _tried(self, code: str) -> Result:
        if code != self.right:
            return Result(Came.WRONG, {"left": 2})
        proved = replace(PHONE, id=10 + len(self.reach.addresses), shown=self.reach.waiting or "")
        self.reach = replace(self.reach, addresses=(*self.reach.addresses, proved), waiting=None)
        return Result(Came.PROVED, {"address": proved.shown})

    def _about(self, one: AddressView, intent: ChangeReach) -> Result:
        wanted = one.wanted if one.wanted is not None else frozenset(range(len(self.reach.categories)))
        changes: dict[AddressAct, tuple[AddressView, Came]] = {
            AddressAct.PAUSE: (replace(one, health=Health.PAUSED), Came.PAUSED),
            AddressAct.RESUME: (replace(one, health=Health.WORKS), Came.RESUMED),
            AddressAct.QUIET: (replace(one, quiet=intent.hours), Came.QUIET_SET if intent.hours else Came.QUIET_OFF),
            AddressAct.CATEGORY: (replace(one, wanted=wanted ^ {intent.index or 0}), Came.SORTED),
            AddressAct.TEST: (one, Came.TESTED),
        }
        if intent.act in changes:
            new, came = changes[intent.act]
            self._keeps([new if other == one else other for other in self.reach.addresses])
            return Result(came)
        others = [other for other in self.reach.addresses if other != one]
        if intent.act is AddressAct.REMOVE:
            self._keeps(others)
            return Result(Came.REMOVED_HERE) if one.here else Result(Came.REMOVED, {"address": one.shown})
        if intent.act is AddressAct.RECHECK:
            self.reach = replace(self.reach, waiting=one.shown)
            return Result(Came.CODE_SENT)
        place = self.reach.addresses.index(one) + (-1 if intent.act is AddressAct.UP else 1)
        self._keeps([*others[:place], one, *others[place:]])
        return Result(Came.SORTED)

    def _keeps(self, addresses: list[AddressView]) -> None:
        self.reach = replace(self.reach, addresses=tuple(addresses))


def with_phone(**facts: object) -> Reach:
    """A chat and a phone."""
    return replace(Reach((CHAT, PHONE), (SMS, MESSENGER), shares_phone=True), **facts)  # type: ignore[arg-type]


def anna(reach: Reach | None = None) -> Reached:
    """Under a regulation that says her duty."""
    who = Reached(two_kinds().model_copy(update={"reach": ReachRules(duty=DUTY)}))
    who.reach = reach or with_phone()
    return who


__all__ = ["CHAT", "CODE", "MESSENGER", "PHONE", "SMS", "LinkView", "Reached", "anna", "with_phone"]
