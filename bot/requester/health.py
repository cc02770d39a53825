"""How an address is doing, as its person is told."""

from typing import Final

from bot.conversation.reach_health import Health
from models.queries.addresses import AddressRow
from models.rules.delivery.address_states import AddressState

_HEALTH: Final = {
    AddressState.UNVERIFIED: Health.UNVERIFIED,
    AddressState.VOUCHED: Health.VOUCHED,
    AddressState.VERIFIED: Health.WORKS,
    AddressState.STALE: Health.STALE,
    AddressState.DEAD: Health.DEAD,
}


def health_of(one: AddressRow) -> Health:
    return Health.PAUSED if one.paused and one.state is not AddressState.DEAD else _HEALTH[one.state]
