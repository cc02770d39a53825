"""python -m simulators serve | chat."""

import argparse
import asyncio
import sys
from pathlib import Path

from simulators.telegram.journal import StateIsInUse
from simulators.telegram.serve import serve


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m simulators", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    served = commands.add_parser("serve", help="the Telegram Bot API simulator")
    served.add_argument("--listen", default="127.0.0.1:8081", metavar="HOST:PORT")
    served.add_argument("--state", type=Path, default=Path("var/simulators"), metavar="FOLDER")
    served.add_argument("--token", action="append", default=[], help="may be given several times")
    chat = commands.add_parser("chat", help="type as a requester and as an agent")
    chat.add_argument("--url", default="http://127.0.0.1:8081")
    chat.add_argument("--lang", choices=("ru", "en"), default=None)
    chat.add_argument("--as", dest="person", default=None, help="name or id of the person to type as")
    arguments = parser.parse_args()
    return _serve(arguments) if arguments.command == "serve" else _chat(arguments)


def _serve(arguments: argparse.Namespace) -> int:
    host, _, port = arguments.listen.rpartition(":")
    if host not in ("", "127.0.0.1", "localhost"):
        print("the simulator has no locks: it listens on 127.0.0.1 only", file=sys.stderr)
        return 2
    try:
        asyncio.run(serve("127.0.0.1", int(port), arguments.state, arguments.token))
    except (StateIsInUse, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _chat(arguments: argparse.Namespace) -> int:
    from simulators.chat.terminal import run  # a server needs no terminal

    return run(arguments.url, arguments.lang, arguments.person)


if __name__ == "__main__":
    sys.exit(main())
