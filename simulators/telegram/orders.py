"""Orders to misbehave: what real networks and servers do sometimes, done exactly when a tester says so."""

from dataclasses import dataclass

from simulators.standing_orders import StandingOrder, StandingOrders

INSTEAD_OF_WORK = ("429", "403", "500", "502", "hang", "drop_before")
AROUND_WORK = ("accept_then_drop", "accept_then_hang", "slow", "trickle")
ON_UPDATES = ("duplicate_updates", "redeliver_updates", "shuffle_updates")
KINDS = INSTEAD_OF_WORK + AROUND_WORK + ON_UPDATES


@dataclass(slots=True)
class Order(StandingOrder):
    """methods, chat_id, bot: which calls it is for (empty, None: all).

    trickle: of a download, each eighth of the bytes after `milliseconds`.
    """

    methods: tuple[str, ...] = ()
    chat_id: int | None = None
    bot: int | None = None
    retry_after: int = 1
    milliseconds: int = 0
    description: str = ""

    def takes(self, bot: int, method: str, chat_id: int | None) -> bool:
        if self.over:
            return False
        if self.methods and method.lower() not in self.methods:
            return False
        if not self.methods and method == "getUpdates" and self.do not in ON_UPDATES:
            return False  # an order for all calls means the bot's own calls, not its polling
        if (self.chat_id is not None and chat_id != self.chat_id) or self.bot not in (None, bot):
            return False
        return self.its_turn()


class Orders(StandingOrders[Order]):
    def __init__(self) -> None:
        super().__init__(Order)

    def for_call(self, bot: int, method: str, chat_id: int | None) -> list[Order]:
        """Every standing order counts the call; those whose turn it is come back in the order given."""
        if not self.standing:
            return []
        orders = [order for order in self.standing.values() if order.do not in ON_UPDATES]
        return [order for order in orders if order.takes(bot, method, chat_id)]

    def for_updates(self, bot: int) -> set[str]:
        """What is to be done to a batch of updates that is about to leave."""
        orders = [order for order in self.standing.values() if order.do in ON_UPDATES]
        return {order.do for order in orders if order.takes(bot, "getUpdates", None)}
