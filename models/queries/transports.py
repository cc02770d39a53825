"""The transports that this process knows: its database carries them, so that every transaction has them."""

from typing import Final, Protocol

from sqlalchemy import Connection

from models.rules.delivery.transports import Transport, Transports
from models.rules.regulation.numbers import SupportNumber
from models.rules.regulation.schema import Regulation

#: The execution option of the engines that holds them.
CARRIED: Final = "transports"


def transports_of(tx: Connection) -> Transports:
    carried: Transports = tx.get_execution_options()[CARRIED]
    return carried


def traits_of(tx: Connection, transport: str) -> Transport:
    """What it can do. Raises UnknownTransport."""
    return transports_of(tx)[transport]


class OnAccount(Protocol):
    """A requester, or the ticket of one: by which of our accounts they are reached."""

    @property
    def transport(self) -> str: ...
    @property
    def account(self) -> str: ...


def support_number(tx: Connection, regulation: Regulation, here: OnAccount) -> SupportNumber | None:
    """The number of the regulation that this account is; None: it has no role, or the regulation doesn't name it."""
    number = regulation.number(transports_of(tx).role(here.transport, here.account))
    return number if number is not None and number.transport == here.transport else None


def desk_here(tx: Connection, regulation: Regulation, here: OnAccount) -> str:
    """Whose it is as long as nobody said for which desk: the number's, else that which gets what nobody sorted."""
    number = support_number(tx, regulation, here)
    return regulation.sms.desk if number is None else number.desk
