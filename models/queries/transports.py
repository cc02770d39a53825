"""The transports that this process knows: its database carries them, so that every transaction has them."""

from typing import Final

from sqlalchemy import Connection

from models.rules.delivery.transports import Transport, Transports

#: The execution option of the engines that holds them.
CARRIED: Final = "transports"


def transports_of(tx: Connection) -> Transports:
    carried: Transports = tx.get_execution_options()[CARRIED]
    return carried


def traits_of(tx: Connection, transport: str) -> Transport:
    """What it can do. Raises UnknownTransport."""
    return transports_of(tx)[transport]
