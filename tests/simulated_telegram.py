"""The Bot API simulator as tests use it: a real process, and short verbs for what people do.

    with SimulatedTelegram(tmp_path) as telegram:
        anna = telegram.person("Анна")
        group = telegram.group("Поддержка", [ivan])
        telegram.types(anna, "Не работает интернет")
        telegram.wait_for(lambda: telegram.topics(group), 10)

It speaks HTTP only (docs/simulators.md), so it fits a simulator that already runs: SimulatedTelegram.at(url).
"""

import base64
import json
from typing import Any
from urllib.parse import urlencode

from tests.simulator_process import TOKEN, ControlRefused, NothingCame, SimulatorProcess, Wire, free_port

__all__ = ["TOKEN", "ControlRefused", "NothingCame", "SimulatedTelegram", "file", "free_port", "png"]


class SimulatedTelegram(SimulatorProcess):
    """A person, chat or message may be given as the object the simulator returned, or as its id."""

    # -- who exists

    def person(self, first_name: str, **fields: Any) -> Wire:
        """last_name, username, language_code ("ru"), hides_forwards=True."""
        return self.post("/control/persons", first_name=first_name, **fields)

    def group(self, title: str, members: "list[Wire | int]", **fields: Any) -> Wire:
        """A forum with the bot as administrator; the first member is its creator.

        forum=False, basic=True, bot=False, bot_rights={…} or False, reactions=[…], anonymous_reactions=True.
        """
        people = [_id(member) for member in members]
        fields.setdefault("bot", str(self.bot_id))
        return self.post("/control/groups", title=title, members=people, **fields)

    def member(self, group: "Wire | int", person: "Wire | int", status: str, **rights: Any) -> Wire:
        """status: administrator (with rights), member, restricted, left, kicked. The bot: `bot_id`."""
        who = {"bot": str(_id(person))} if _id(person) == self.bot_id else {"person": _id(person)}
        return self.post(f"{_chat(group)}/members", **who, status=status, rights=rights)

    @property
    def bot_id(self) -> int:
        return int(self.token.partition(":")[0])

    def change_bot(self, **fields: Any) -> Wire:
        """first_name, privacy; token: as after BotFather's /revoke."""
        return self._json("PATCH", f"/control/bots/{self.bot_id}", fields)

    def change_group(self, group: "Wire | int", **fields: Any) -> Wire:
        """title, forum, reactions, anonymous_reactions, username (of a public group)."""
        return self._json("PATCH", _chat(group), fields)

    def upgrade(self, group: "Wire | int", **how: Any) -> Wire:
        """The group under its new id. forum=True, keep_topics=…"""
        return self.post(f"{_chat(group)}/upgrade", **how)

    # -- what people do

    def types(self, person: "Wire | int", text: str = "", chat: "Wire | int | None" = None, **fields: Any) -> Wire:
        """A message of the person: in private, or in the chat. Returns it (of an album: the first part).

        message_thread_id, reply_to_message_id, quote="…", entities, photo=…, document=…, album=[…]: see `file`.
        forward_origin=…: see tests/origins.py. has_media_spoiler, show_caption_above_media, link_preview_options.
        """
        return self.types_all(person, text, chat, **fields)[0]

    def types_all(
        self, person: "Wire | int", text: str = "", chat: "Wire | int | None" = None, **fields: Any
    ) -> list[Wire]:
        if text:
            fields["text"] = text
        fields["as"] = _id(person)
        messages: list[Wire] = self.post(f"{_chat(person if chat is None else chat)}/messages", **fields)["messages"]
        return messages

    def starts(self, person: "Wire | int", payload: str = "") -> Wire:
        started: Wire = self.post(f"{_chat(person)}/start", payload=payload)["messages"][0]
        return started

    def edits(self, message: Wire, text: str, **fields: Any) -> Wire:
        """The author changes the message."""
        asked = {"as": message["sender_id"], "text": text, **fields}
        edited: Wire = self.post(f"{_message(message)}/edit", **asked)["message"]
        return edited

    def deletes(self, message: Wire, person: "Wire | int") -> Wire:
        return self.post(f"{_message(message)}/delete", **{"as": _id(person)})

    def presses(
        self, message: Wire, button: str | int, person: "Wire | int | None" = None, wait_seconds: float = 40
    ) -> Wire:
        """button: label, callback_data or number from 1. Returns the bot's answer: {"answered", "answer"}."""
        asked: Wire = {"button": button, "wait_seconds": wait_seconds}
        if person is not None:
            asked["as"] = _id(person)
        return self.post(f"{_message(message)}/press", **asked)

    def taps(self, person: Wire, key: str) -> Wire:
        """A key below the field of their private chat. Returns the message that it sends."""
        asked = {"as": _id(person), "button": key}
        message: Wire = self.post(f"/control/chats/{_id(person)}/tap", **asked)["message"]
        return message

    def forges(self, message: Wire, callback_data: str, person: "Wire | int", wait_seconds: float = 40) -> Wire:
        """Presses a button that is not there."""
        asked = {"as": _id(person), "forged": callback_data, "wait_seconds": wait_seconds}
        return self.post(f"{_message(message)}/press", **asked)

    def forwards(
        self, person: "Wire | int", messages: "Wire | list[Wire]", chat: "Wire | int | None" = None, **fields: Any
    ) -> list[Wire]:
        """Messages of a chat that the person reads, into the chat (their own with the bot). Returns the forwards."""
        passed_on = messages if isinstance(messages, list) else [messages]
        source = passed_on[0]["chat"]["id"]
        forward = {"chat_id": source, "message_ids": [message["message_id"] for message in passed_on]}
        return self.types_all(person, "", chat, forward=forward, **fields)

    def reacts(self, message: Wire, person: "Wire | int", emoji: "str | list[Any] | Wire | None") -> Wire:
        """emoji: one, several, a ReactionType, or None to take them back. Returns {"message"}."""
        return self.post(f"{_message(message)}/react", **{"as": _id(person), "emoji": emoji})

    def blocks(self, person: "Wire | int") -> None:
        self.post(f"{_chat(person)}/block")

    def unblocks(self, person: "Wire | int") -> None:
        self.post(f"{_chat(person)}/unblock")

    def batch(self, messages: list[Wire]) -> list[list[Any]]:
        """Many messages at once, each {"chat_id", "as", "text", …}. Returns [chat key, message id, at]."""
        rows: list[list[Any]] = self.post("/control/batch", messages=messages)["messages"]
        return rows

    def deletes_topic(self, group: "Wire | int", thread_id: int, person: "Wire | int", refusal: str = "") -> Wire:
        return self._topic(group, thread_id, "delete", person, refusal=refusal)

    def closes_topic(self, group: "Wire | int", thread_id: int, person: "Wire | int") -> Wire:
        return self._topic(group, thread_id, "close", person)

    def reopens_topic(self, group: "Wire | int", thread_id: int, person: "Wire | int") -> Wire:
        return self._topic(group, thread_id, "reopen", person)

    def _topic(self, group: "Wire | int", thread_id: int, verb: str, person: "Wire | int", **more: Any) -> Wire:
        return self.post(f"{_chat(group)}/topics/{thread_id}/{verb}", **{"as": _id(person), **more})

    # -- what is there

    def messages(self, chat: "Wire | int", thread: int | None = None, **query: Any) -> list[Wire]:
        """thread: a topic's number (1: outside all topics). after=id, last=count, deleted=1."""
        if thread is not None:
            query["thread"] = thread
        found: list[Wire] = self.get(f"{_chat(chat)}/messages?{urlencode(query)}")["messages"]
        return found

    def texts(self, chat: "Wire | int", thread: int | None = None) -> list[str]:
        """Texts and captions, without service messages."""
        words = [message.get("text") or message.get("caption") for message in self.messages(chat, thread)]
        return [text for text in words if text]

    def topics(self, group: "Wire | int") -> list[Wire]:
        """Those that are not deleted."""
        found: list[Wire] = self.get(f"{_chat(group)}/topics")["topics"]
        return [topic for topic in found if not topic["deleted"]]

    def chat(self, chat: "Wire | int") -> Wire:
        return self.get(_chat(chat))

    def file(self, unique_id: str) -> bytes:
        return self._request("GET", f"/control/files/{unique_id}")

    def calls(self, method: str = "") -> list[Wire]:
        """The latest Bot API calls: method, params, answer, order."""
        found: list[Wire] = self.get(f"/control/calls?{urlencode({'method': method})}")["calls"]
        return [call for call in found if call["bot_id"] == self.bot_id]

    def counts(self, **query: Any) -> Wire:
        """bot_messages=N, timeout=S waits; of="groups" or "private", chats="1,2" chooses."""
        return self.get(f"/control/counts?{urlencode(query)}")

    def timeline(self, after: float = 0, **query: Any) -> list[list[Any]]:
        """Rows [chat_id, thread_id, message_id, sender_id, by_bot, at, text] by monotonic time."""
        rows: list[list[Any]] = self.get(f"/control/timeline?{urlencode({'after': after, **query})}")["rows"]
        return rows

    # -- how the world behaves

    def order(self, do: str, **details: Any) -> int:
        """method="sendMessage" or a list, chat_id, bot, after, every, times, retry_after, milliseconds.

        Returns the order's number.

        do: 429 403 500 502 hang drop_before accept_then_drop slow duplicate_updates redeliver_updates
        shuffle_updates.
        """
        return int(self.post("/control/orders", do=do, **details)["id"])

    def limits(self, **limits: Any) -> None:
        """everywhere="30/1", chat="1/1", group="20/60", or true=True; nothing: no limits."""
        self._json("PUT", "/control/limits", limits)

    # -- the wire

    def api(self, method: str, **params: Any) -> Wire:
        """A bare Bot API call as the bot: the whole answer."""
        body = json.dumps(params).encode()
        answer: Wire = json.loads(self._request("POST", f"/bot{self.token}/{method}", body, api=True))
        return answer


def file(content: bytes, file_name: str = "", mime_type: str = "", **more: Any) -> Wire:
    """For types(photo=file(…)); size=… claims more bytes than there are."""
    encoded = base64.b64encode(content).decode()
    return {"content_base64": encoded, "file_name": file_name, "mime_type": mime_type, **more}


def png(width: int = 120, height: int = 80) -> bytes:
    """The smallest file that passes for a picture of this size."""
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + size + b"\x08\x02\x00\x00\x00"


def _id(thing: "Wire | int") -> int:
    return thing if isinstance(thing, int) else int(thing["id"])


def _chat(thing: "Wire | int") -> str:
    return f"/control/chats/{_id(thing)}"


def _message(message: Wire) -> str:
    return f"/control/chats/{message['chat']['id']}/messages/{message['message_id']}"
