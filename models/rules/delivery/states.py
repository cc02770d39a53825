"""What the outside world did with an outgoing row. Each state says what it proves and what it does not."""

from enum import StrEnum


class DeliveryState(StrEnum):
    PENDING = "pending"  # decided and stored; nobody outside has seen it
    SENDING = "sending"  # handed to HTTP; a crash now leaves UNKNOWN
    SENT = "sent"  # the service accepted it; no proof that a device has it
    DELIVERED = "delivered"  # the service says a device has it
    READ = "read"  # the service says somebody opened it; not that they understood
    FAILED_TEMPORARILY = "failed_temporarily"  # refused for now, certainly not delivered; will be tried again
    FAILED_PERMANENTLY = "failed_permanently"  # refused for good, certainly not delivered
    UNKNOWN = "unknown"  # left us, and no word came back; never sent again by itself
    CANCELLED = "cancelled"  # overtaken by events before it left
    MERGED = "merged"  # its words go in the post of another row, whose state says what became of them


WAITING = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.FAILED_TEMPORARILY)
READY = (DeliveryState.PENDING, DeliveryState.FAILED_TEMPORARILY)


def after_lost_lease(*, repeatable: bool) -> DeliveryState:
    """What a row in SENDING becomes when its sender vanished: only what may be seen twice is tried again."""
    return DeliveryState.PENDING if repeatable else DeliveryState.UNKNOWN


def after_report(status: int) -> DeliveryState | None:
    """What a status report of an SMS proves; None while the network still tries.

    status: TP-ST of 3GPP TS 23.040, 9.2.3.15: below 0x20 done, below 0x40 trying, above it given up.
    """
    if status < 0x20:
        return DeliveryState.DELIVERED
    return None if status < 0x40 else DeliveryState.FAILED_PERMANENTLY


#: What a later word may still change: what failed stays so, and nothing that was proved is taken back.
_OPEN_TO = {
    DeliveryState.DELIVERED: (DeliveryState.SENT, DeliveryState.UNKNOWN),
    DeliveryState.READ: (DeliveryState.SENT, DeliveryState.UNKNOWN, DeliveryState.DELIVERED),
    DeliveryState.FAILED_PERMANENTLY: (DeliveryState.SENT, DeliveryState.UNKNOWN),
}


def open_to(word: DeliveryState) -> tuple[DeliveryState, ...]:
    """The states of an attempt in which a service's later word about it is news."""
    return _OPEN_TO.get(word, ())
