"""What a typed line means: a message, or a local command that starts with a colon."""

import re
import shlex
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from simulators.chat import moving
from simulators.chat.connection import Refused, Usage, file_field
from simulators.chat.moving import here, on_phone
from simulators.chat.screen import DIM, Place
from simulators.chat.session import Session

Wire = dict[str, Any]
Command = Callable[[Session, str], None]


def run_line(session: Session, line: str) -> None:
    """Does it, or says why not. Raises OSError when the simulator is gone."""
    say = session.phrases.say
    try:
        if not line.startswith(":"):
            if line.strip():
                _say(session, line)
            return
        name, _, rest = line[1:].strip().partition(" ")
        command = COMMANDS.get(name.lower())
        if command is None:
            session.screen.line(say("unknown", command=f":{name}"))
        else:
            command(session, rest.strip())
    except Usage as usage:
        session.screen.line(say("usage", usage=usage))
    except Refused as refused:
        session.screen.line(f"! {refused}")


def _say(session: Session, line: str) -> None:
    if session.phone:
        session.phones.text(session.phone, line)
    else:
        _write(session, text=line)


def _ring(session: Session, rest: str) -> None:
    session.phones.ring(on_phone(session), rest)


def _answer(session: Session, rest: str) -> None:
    session.phones.pick_up(on_phone(session))


def _reject(session: Session, rest: str) -> None:
    session.phones.reject(on_phone(session))


def _report(session: Session, rest: str) -> None:
    session.phones.report(on_phone(session), rest)


def _write(session: Session, **fields: Any) -> None:
    person, (chat_id, thread) = here(session)
    if thread is not None:
        fields.setdefault("message_thread_id", thread)
    session.connection.post(f"/control/chats/{chat_id}/messages", **{"as": person["id"], **fields})


def _press(session: Session, wanted: str) -> None:
    person, place = here(session)
    message_number, _, button = wanted.rpartition(".")
    if not button.isdigit():
        raise Usage(":press 2 | :press 5.2")
    path = session.message_path(int(message_number)) if message_number else _last_with_buttons(session, place)
    answer = session.connection.post(
        f"{path}/press", **{"as": person["id"], "button": int(button), "wait_seconds": 5}
    )
    if "button" in answer:
        session.screen.line(session.phrases.say("link", url=answer["button"].get("url", "")))
    elif not answer["answered"]:
        session.screen.line(f"    · {session.phrases.say('unanswered')}", DIM)


def _last_with_buttons(session: Session, place: Place) -> str:
    chat_id, thread = place
    path = f"/control/chats/{chat_id}/messages"
    query = {} if chat_id > 0 else {"thread": thread or 1}
    for message in reversed(session.connection.get(path, **query)["messages"]):
        if message.get("reply_markup", {}).get("inline_keyboard"):
            return f"{path}/{message['message_id']}"
    raise Refused(session.phrases.say("no_buttons"))


def _numbered(rest: str, usage: str, needs_text: bool = True) -> tuple[int, str]:
    number, _, text = rest.partition(" ")
    if not number.isdigit() or (needs_text and not text.strip()):
        raise Usage(usage)
    return int(number), text.strip()


def _reply(session: Session, rest: str) -> None:
    number, text = _numbered(rest, ":reply 5 текст")
    _write(session, text=text, reply_to_message_id=session.message_id(number))


def _edit(session: Session, rest: str) -> None:
    person, _ = here(session)
    number, text = _numbered(rest, ":edit 5 текст")
    session.connection.post(f"{session.message_path(number)}/edit", **{"as": person["id"], "text": text})


def _react(session: Session, rest: str) -> None:
    person, _ = here(session)
    number, emoji = _numbered(rest, ":react 5 👍", needs_text=False)
    session.connection.post(f"{session.message_path(number)}/react", **{"as": person["id"], "emoji": emoji or None})


def _delete(session: Session, rest: str) -> None:
    person, _ = here(session)
    number, _ = _numbered(rest, ":delete 5", needs_text=False)
    session.connection.post(f"{session.message_path(number)}/delete", **{"as": person["id"]})


def _file(kind: str) -> Command:
    def send(session: Session, rest: str) -> None:
        words = _words(rest)
        if not words:
            raise Usage(f":{'photo' if kind == 'photo' else 'file'} путь/к/файлу [подпись]")
        _write(session, **{kind: _field(words[0])}, caption=" ".join(words[1:]))

    return send


def _album(session: Session, rest: str) -> None:
    paths = _words(rest)
    if len(paths) < 2:
        raise Usage(":album 1.png 2.png …")
    pictures = (".png", ".jpg", ".jpeg", ".webp")
    kind = "photo" if all(path.lower().endswith(pictures) for path in paths) else "document"
    _write(session, album=[{kind: _field(path)} for path in paths])


def _words(rest: str) -> list[str]:
    try:
        return shlex.split(rest)
    except ValueError as error:
        raise Refused(str(error)) from None


def _field(path: str) -> Wire:
    try:
        return file_field(path)
    except OSError as error:
        raise Refused(str(error)) from None


def _start(session: Session, payload: str) -> None:
    person, _ = here(session)
    session.go((person["id"], None))
    session.connection.post(f"/control/chats/{person['id']}/start", payload=payload)


def _private_act(verb: str) -> Command:
    def act(session: Session, rest: str) -> None:
        person, _ = here(session)
        session.connection.post(f"/control/chats/{person['id']}/{verb}")

    return act


def _topic_act(verb: str) -> Command:
    def act(session: Session, rest: str) -> None:
        person, (chat_id, thread) = here(session)
        if thread is None:
            raise Refused(session.phrases.say("no_such", what=":topic"))
        path = f"/control/chats/{chat_id}/topics/{thread}/{verb}"
        session.connection.post(path, **{"as": person["id"]})
        if verb == "delete":
            session.go((chat_id, None))

    return act


def _history(session: Session, rest: str) -> None:
    last = int(rest) if rest.isdigit() else 10
    if session.phone:
        session.phones.history(session.phone, last)
        return
    _, (chat_id, thread) = here(session)
    query: Wire = {"last": last}
    if chat_id < 0:
        query["thread"] = thread or 1
    for message in session.connection.get(f"/control/chats/{chat_id}/messages", **query)["messages"]:
        session.show_message(chat_id, message)


_SPANS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}


def _clock(session: Session, rest: str) -> None:
    moved = re.fullmatch(r"\+?(\d+)([dhms])", rest)
    if rest and not moved:
        raise Usage(":clock +2h")
    clock = session.connection.get("/control/clock")
    if moved:
        offset = clock["offset_seconds"] + int(moved.group(1)) * _SPANS[moved.group(2)]
        clock = session.connection.put("/control/clock", offset_seconds=offset)
        session.phones.move_clock(offset)
    now = datetime.fromtimestamp(clock["now"], UTC).astimezone()
    session.screen.line(session.phrases.say("clock", now=f"{now:%Y-%m-%d %H:%M:%S}"))


def _wait(session: Session, rest: str) -> None:
    try:
        until = time.monotonic() + float(rest or 1)
    except ValueError:
        raise Usage(":wait 2") from None
    if session.watched:
        time.sleep(max(0, until - time.monotonic()))
    while (left := until - time.monotonic()) > 0:
        session.look(min(left, 0.2))
        session.phones.look(0)


def _help(session: Session, rest: str) -> None:
    session.screen.line(session.phrases.help)


def _quit(session: Session, rest: str) -> None:
    session.quitting = True


COMMANDS: dict[str, Command] = {
    "as": moving.as_person,
    "new": moving.new_person,
    "people": moving.show_people,
    "chats": moving.show_chats,
    "private": moving.go_private,
    "group": moving.go_group,
    "topics": moving.show_topics,
    "topic": moving.go_topic,
    "ring": _ring,
    "answer": _answer,
    "reject": _reject,
    "report": _report,
    "press": _press,
    "reply": _reply,
    "edit": _edit,
    "react": _react,
    "delete": _delete,
    "photo": _file("photo"),
    "file": _file("document"),
    "album": _album,
    "start": _start,
    "block": _private_act("block"),
    "unblock": _private_act("unblock"),
    "close": _topic_act("close"),
    "reopen": _topic_act("reopen"),
    "drop": _topic_act("delete"),
    "history": _history,
    "clock": _clock,
    "wait": _wait,
    "help": _help,
    "quit": _quit,
}
