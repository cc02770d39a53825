"""The loop: lines in, news out; live at a terminal, or a script from a pipe that leaves a transcript."""

import sys
import threading
from collections.abc import Callable

from simulators.chat.commands import run_line
from simulators.chat.connection import Connection
from simulators.chat.phones import Phones
from simulators.chat.phrases import Phrases
from simulators.chat.screen import DIM, Screen
from simulators.chat.session import Session

LAST_LOOK = 1.5  # seconds a script still listens after its last line


def run(url: str, modem_url: str, language: str | None, person: str | None, bot: str = "") -> int:
    """Returns the exit code: 1 when no simulator of Telegram answers; a modem may be missing."""
    phrases = Phrases(language)
    live = sys.stdin.isatty() and sys.stdout.isatty()
    screen = Screen(phrases, live)
    session = Session(Connection(url, bot), Phones(modem_url, screen, phrases), screen, phrases)
    try:
        _open(session, url, person)
    except OSError:
        print(phrases.say("unreachable", url=url), file=sys.stderr)
        return 1
    try:
        if live:
            _talk(session)
        else:
            _play(session)
    except OSError:
        print(phrases.say("lost"), file=sys.stderr)
        return 1
    except (KeyboardInterrupt, EOFError):
        print()
    return 0


def _open(session: Session, url: str, person: str | None) -> None:
    session.connection.news(0)
    session.screen.line(session.phrases.say("welcome", url=url), DIM)
    if session.phones.connect():
        session.screen.line(session.phrases.say("welcome_modem", number=session.phones.number), DIM)
    people = session.people()
    if person is not None:
        run_line(session, f":as {person}")
    elif people:
        run_line(session, f":as {people[0]['id']}")
    else:
        session.screen.line(session.phrases.say("nobody"))


def _talk(session: Session) -> None:
    import readline  # noqa: F401 — gives input() its editing and history

    session.watched = True
    for look in (session.look, session.phones.look) if session.phones.connected else (session.look,):
        threading.Thread(target=_watch, args=(session, look), daemon=True).start()
    while not session.quitting:
        run_line(session, session.screen.ask())


def _watch(session: Session, look: Callable[[float], None]) -> None:
    try:
        while True:
            look(20)
    except OSError:
        session.screen.line(session.phrases.say("lost"))


def _play(session: Session) -> None:
    for line in sys.stdin:
        _look_around(session)
        session.screen.echo(line.rstrip("\n"))
        run_line(session, line.rstrip("\n"))
        _look_around(session)
        if session.quitting:
            return
    run_line(session, f":wait {LAST_LOOK}")


def _look_around(session: Session) -> None:
    session.look(0)
    session.phones.look(0)
