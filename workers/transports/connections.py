"""How senders reach services: a pool of connections that forget, and how long each step may take."""

import socket
import struct
from typing import Final

import aiohttp
from aiohttp import AddrInfoType

#: Shorter than a job may take after its last lease; longer than a service ever needs.
SEND_TIMEOUT_SECONDS: Final = 10.0
#: With a file: still within what a job waits for.
UPLOAD_TIMEOUT_SECONDS: Final = 24.0
#: A download may last as long as bytes come; so long it may stand still.
IDLE_SECONDS: Final = 30.0
#: For a connection, a proxy's tunnel included: shorter than the whole, or it would not be known that nothing left.
CONNECT_SECONDS: Final = 5.0
#: The last is a proxy's "no" to the tunnel: the service has not heard of the request.
NEVER_LEFT: Final = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError)
PIECE_BYTES: Final = 1 << 16
#: On, after no time at all.
_LINGER = struct.pack("ii", 1, 0)


def new_session() -> aiohttp.ClientSession:
    """Connections are kept for less time than servers keep idle ones: a request on a dying one would be unknown."""
    connector = aiohttp.TCPConnector(limit=64, keepalive_timeout=10, socket_factory=_forgetful_socket)
    return aiohttp.ClientSession(connector=connector)


def _forgetful_socket(address: AddrInfoType) -> socket.socket:
    """Forgets what was not delivered when it is closed. The kernel would go on for a minute or two, and a request
    that was given up, and repeated or told to be unknown, would arrive once the network is back."""
    family, kind, protocol, *_ = address
    made = socket.socket(family, kind, protocol)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER)
    return made
