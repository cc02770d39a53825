"""python -m simulators serve | modem | whatsapp | page | chat."""

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from simulators.journal import StateIsInUse


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m simulators", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    served = commands.add_parser("serve", help="the Telegram Bot API simulator")
    served.add_argument("--listen", default="127.0.0.1:8081", metavar="HOST:PORT")
    served.add_argument("--state", type=Path, default=Path("var/simulators"), metavar="FOLDER")
    served.add_argument("--token", action="append", default=[], help="may be given several times")
    served.add_argument("--name", action="append", default=[], help="the Bot API is reached under it too, by a proxy")
    modem = commands.add_parser("modem", help="a GSM modem on a pseudo-terminal, with SIM, network and phones")
    modem.add_argument("--device", type=Path, default=Path("var/modem"), metavar="PATH")
    modem.add_argument("--listen", default="127.0.0.1:8082", metavar="HOST:PORT")
    modem.add_argument("--state", type=Path, default=Path("var/simulators-modem"), metavar="FOLDER")
    modem.add_argument("--number", default="+79000000001", help="of the SIM")
    _whatsapp_arguments(commands.add_parser("whatsapp", help="the WhatsApp Cloud API, with the people who write"))
    page = commands.add_parser("page", help="the phones and the staff group in a browser")
    page.add_argument("--listen", default="127.0.0.1:8080", metavar="HOST:PORT")
    page.add_argument("--telegram", default="http://127.0.0.1:8081", metavar="URL")
    page.add_argument("--modem", default="", metavar="URL", help="of the modem's control; without it no old phones")
    page.add_argument(
        "--whatsapp", default="", metavar="URL", help="its simulator; without it no phones with WhatsApp"
    )
    page.add_argument("--clock", default="", metavar="COMMAND", help='such as "python -m models clock"')
    chat = commands.add_parser("chat", help="type as a requester and as an agent")
    chat.add_argument("--url", default="http://127.0.0.1:8081")
    chat.add_argument("--modem-url", default="http://127.0.0.1:8082", help="its control; empty: no phones")
    chat.add_argument("--lang", choices=("ru", "en"), default=None)
    chat.add_argument(
        "--bot", default="", metavar="NAME", help="to write to, when there are several; the first without it"
    )
    chat.add_argument("--as", dest="person", default=None, help="name or id of the person to type as")
    arguments = parser.parse_args()
    os.umask(0o077)  # what people write here is nobody else's on this machine
    doing = {"serve": _serve, "modem": _modem, "whatsapp": _whatsapp, "page": _page, "chat": _chat}
    return doing[arguments.command](arguments)


def _whatsapp_arguments(whatsapp: argparse.ArgumentParser) -> None:
    whatsapp.add_argument("--listen", default="127.0.0.1:8083", metavar="HOST:PORT")
    whatsapp.add_argument("--state", type=Path, default=Path("var/simulators-whatsapp"), metavar="FOLDER")
    whatsapp.add_argument("--token", default="EAAsimulatedTokenOfOtklik0123456789", help="of the first business")
    whatsapp.add_argument("--phone-id", action="append", default=[], metavar="ID", help="of its numbers")
    whatsapp.add_argument("--app-secret", default="", help="signs its webhooks; made up without it")
    whatsapp.add_argument("--verify-token", default="", help="of its webhook")
    whatsapp.add_argument("--callback", default="", metavar="URL", help="its webhook, taken as verified")
    whatsapp.add_argument("--businesses", type=Path, metavar="FILE", help="instead: all of this, of several, as JSON")
    whatsapp.add_argument("--name", action="append", default=[], help="the API is reached under it too, by a proxy")


def _serve(arguments: argparse.Namespace) -> int:
    from simulators.telegram.serve import serve  # the schema of the Bot API, which no other needs

    state, tokens, names = arguments.state, arguments.token, arguments.name
    return _until_stopped(arguments, lambda port: serve("127.0.0.1", port, state, tokens, names))


def _modem(arguments: argparse.Namespace) -> int:
    from simulators.modem.serve import serve as serve_modem  # pseudo-terminals are not for every system

    device, number = arguments.device, arguments.number
    return _until_stopped(arguments, lambda port: serve_modem("127.0.0.1", port, arguments.state, device, number))


def _whatsapp(arguments: argparse.Namespace) -> int:
    from simulators.whatsapp.serve import Business, businesses_in
    from simulators.whatsapp.serve import serve as serve_whatsapp  # the schema of its API, which no other needs

    of_one = (arguments.token, tuple(arguments.phone_id), arguments.app_secret, arguments.verify_token)
    file, one = arguments.businesses, Business(*of_one, arguments.callback)
    businesses = [one] if file is None else businesses_in(file)
    state, names = arguments.state, arguments.name
    return _until_stopped(arguments, lambda port: serve_whatsapp("127.0.0.1", port, state, businesses, names))


def _page(arguments: argparse.Namespace) -> int:
    from simulators.page.serve import Addresses
    from simulators.page.serve import serve as serve_page  # the other servers need no browser's side

    urls = (arguments.telegram, arguments.modem, arguments.whatsapp, arguments.clock)
    return _until_stopped(arguments, lambda port: serve_page(Addresses(port, *urls)))


def _until_stopped(arguments: argparse.Namespace, serving: Callable[[int], Coroutine[Any, Any, None]]) -> int:
    host, _, port = arguments.listen.rpartition(":")
    if host not in ("", "127.0.0.1", "localhost"):
        print("the simulator has no locks: it listens on 127.0.0.1 only", file=sys.stderr)
        return 2
    try:
        asyncio.run(serving(int(port)))
    except (StateIsInUse, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _chat(arguments: argparse.Namespace) -> int:
    from simulators.chat.terminal import run  # a server needs no terminal

    return run(arguments.url, arguments.modem_url, arguments.lang, arguments.person, arguments.bot)


if __name__ == "__main__":
    sys.exit(main())
