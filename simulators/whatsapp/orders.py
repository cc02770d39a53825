"""Orders to misbehave: what the real server and its webhooks do sometimes, done exactly when a tester says so."""

from dataclasses import dataclass

from simulators.standing_orders import StandingOrder, StandingOrders

INSTEAD_OF_WORK = ("refuse", "500", "503", "hang", "drop_before")
AROUND_WORK = ("accept_then_drop", "accept_then_hang", "slow", "late_answer", "trickle")
#: Done to a message that was taken: it fails later, by a status.
LATER = ("fail_later",)
ON_WEBHOOKS = ("duplicate_webhooks", "shuffle_webhooks", "batch_webhooks", "hold_webhooks", "forge_webhooks")
#: For `milliseconds`, or until they are cancelled.
GATHERING = ("batch_webhooks", "shuffle_webhooks")
KINDS = INSTEAD_OF_WORK + AROUND_WORK + LATER + ON_WEBHOOKS
#: What calls are named in orders and in the log.
CALLS = ("messages", "mark", "upload", "media", "delete_media", "download", "number", "templates", "token", "account")


@dataclass(slots=True)
class Order(StandingOrder):
    """calls, number_id, to: which calls it is for (empty: all). code: of `refuse` and `fail_later`.

    milliseconds: of slow, late_answer, trickle (each eighth), batch_webhooks and shuffle_webhooks (how long things
    are gathered).
    """

    calls: tuple[str, ...] = ()
    number_id: str = ""
    to: str = ""
    code: int = 131000
    milliseconds: int = 300
    description: str = ""

    def takes(self, call: str, number_id: str, to: str) -> bool:
        if self.over or (self.calls and call not in self.calls):
            return False
        if (self.number_id and self.number_id != number_id) or (self.to and self.to != to):
            return False
        return self.its_turn()


class Orders(StandingOrders[Order]):
    def __init__(self) -> None:
        super().__init__(Order)

    def for_call(self, call: str, number_id: str, to: str = "") -> list[Order]:
        """Every standing order counts the call; those whose turn it is come back in the order given."""
        orders = [order for order in self.standing.values() if order.do not in ON_WEBHOOKS + LATER]
        return [order for order in orders if order.takes(call, number_id, to)]

    def for_message(self, number_id: str, to: str) -> Order | None:
        """How a message that was just taken has to fail."""
        later = [order for order in self.standing.values() if order.do in LATER]
        return next((order for order in later if order.takes("messages", number_id, to)), None)

    def for_webhooks(self, *kinds: str) -> dict[str, Order]:
        """Orders of these kinds whose turn it is."""
        return {
            order.do: order
            for order in list(self.standing.values())
            if order.do in kinds and not order.over and order.its_turn()
        }

    def holds_webhooks(self) -> bool:
        return any(order.do == "hold_webhooks" and not order.over for order in self.standing.values())

    def gathering(self) -> Order | None:
        """By which webhooks are collected before they leave, if any stands."""
        return next((one for one in self.standing.values() if one.do in GATHERING and not one.over), None)
