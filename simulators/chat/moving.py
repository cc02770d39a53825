"""Who types and where: people, groups, topics."""

from typing import Any

from simulators.chat.connection import Refused, Usage
from simulators.chat.phones import KNOWN
from simulators.chat.screen import DIM, Place
from simulators.chat.session import Session

Wire = dict[str, Any]


def here(session: Session) -> tuple[Wire, Place]:
    if session.phone:
        raise Refused(session.phrases.say("only_a_phone", name=session.phones.name(session.phone)))
    if session.person is None or session.place is None:
        raise Refused(session.phrases.say("nobody"))
    return session.person, session.place


def as_person(session: Session, name: str) -> None:
    wanted = name.lower()
    for person in session.people():
        if wanted in (person["first_name"].lower(), person.get("username", "").lower(), str(person["id"])):
            session.become(person)
            _say_who(session)
            return
    number = session.phones.meant(name)
    if number is None:
        raise Refused(session.phrases.say("no_such", what=name))
    _as_phone(session, number)


def _as_phone(session: Session, number: str) -> None:
    if not session.phones.connected:
        raise Refused(session.phrases.say("no_modem", url=session.phones.url or "—"))
    session.become_phone(number)
    name = session.phones.name(number)
    session.screen.line(session.phrases.say("you_phone", name=name, modem=session.phones.number), DIM)


def on_phone(session: Session) -> str:
    """The number of the phone in hand."""
    if not session.phone:
        raise Refused(session.phrases.say("no_phone"))
    return session.phone


def _say_who(session: Session) -> None:
    person, place = here(session)
    title = session.title(place, short=place[0] > 0)
    session.screen.line(session.phrases.say("you_are", name=person["first_name"], place=title), DIM)


def new_person(session: Session, names: str) -> None:
    first, _, last = names.partition(" ")
    if not first:
        raise Usage(":new Анна [Петрова]")
    fields = {"last_name": last} if last else {}
    person = session.connection.post(
        "/control/persons", first_name=first, language_code=session.phrases.language, **fields
    )
    session.become(person)
    _say_who(session)


def show_people(session: Session, rest: str) -> None:
    session.screen.line(session.phrases.say("people"))
    for person in session.people():
        groups = ", ".join(group["title"] for group in session.groups_of(person["id"]))
        session.screen.line(f"  {person['first_name']} {person.get('last_name', '')} {groups and f'({groups})'}")
    if session.phones.connected:
        for number in KNOWN:
            session.screen.line(f"  {session.phones.name(number)} {number} (SMS)")


def show_chats(session: Session, rest: str) -> None:
    session.screen.line(session.phrases.say("places"))
    session.screen.line(f"  :private — {session.phrases.say('private')}")
    for group in session.groups():
        session.screen.line(f"  :group {group['title']}")


def go_private(session: Session, rest: str) -> None:
    person, _ = here(session)
    session.go((person["id"], None))
    _say_who(session)


def go_group(session: Session, title: str) -> None:
    person, _ = here(session)
    for group in session.groups_of(person["id"]):
        if title.lower() in group["title"].lower():
            session.go((group["id"], None))
            _say_who(session)
            return
    raise Refused(session.phrases.say("no_such", what=title or ":group"))


def show_topics(session: Session, rest: str) -> None:
    person, _ = here(session)
    for group in session.groups_of(person["id"]):
        topics = session.topics(group["id"])
        session.screen.line(session.phrases.say("topics", group=group["title"]))
        for topic in topics:
            closed = f" ({session.phrases.say('closed')})" if topic["closed"] else ""
            session.screen.line(f"  :topic {topic['message_thread_id']} — {topic['name']}{closed}")
        if not topics:
            session.screen.line(f"  {session.phrases.say('no_topics')}")


def go_topic(session: Session, wanted: str) -> None:
    person, _ = here(session)
    for group in session.groups_of(person["id"]):
        for topic in reversed(session.topics(group["id"])):
            number = topic["message_thread_id"]
            if wanted == str(number) or (not wanted.isdigit() and wanted.lower() in topic["name"].lower()):
                session.go((group["id"], number))
                _say_who(session)
                return
    raise Refused(session.phrases.say("no_such", what=wanted or ":topic"))
