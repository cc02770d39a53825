"""The simulator as a person at its controls sees it: who is there, what they write, what the bot answers."""

import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

ANSWER_SECONDS = 30.0


class SimulatorRefused(Exception):
    """The control API said no, or the bot said nothing; the words are for a person."""


@dataclass(frozen=True)
class NewPerson:
    first_name: str
    last_name: str
    username: str
    language_code: str


class ControlApi:
    """Of docs/simulators.md. All of it may be asked twice: what exists is found, not made."""

    def __init__(self, url: str) -> None:
        self._url = url
        # a proxy of the machine must not stand between two loopback ports
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        content = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self._url}/control{path}", content, headers, method=method)
        try:
            with self._opener.open(request, timeout=10) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            raise SimulatorRefused(f"{method} {path}: {error.read().decode(errors='replace')}") from error
        except OSError as error:
            raise SimulatorRefused(f"{method} {path}: {error}") from error


class WhatsAppWorld(ControlApi):
    def person(self, name: str, phone: str) -> None:
        """phone: digits."""
        known = self._ask("GET", "/persons")["persons"]
        if not any(one["phone"] == phone and one["has_whatsapp"] for one in known):
            self._ask("POST", "/persons", {"name": name, "phone": phone})


class SimulatedWorld(ControlApi):
    def __init__(self, url: str, bot: str) -> None:
        """bot: the number of the one that people speak to."""
        super().__init__(url)
        self._bot = bot

    def phone_of(self, person: int) -> str:
        """Digits of the number of their account."""
        known = self._ask("GET", "/persons")["persons"]
        return next(str(one["phone_number"]) for one in known if one["id"] == person)

    def person(self, wanted: NewPerson) -> int:
        """The id of the person with this username, made if missing."""
        for known in self._ask("GET", "/persons")["persons"]:
            if known.get("username") == wanted.username:
                return int(known["id"])
        return int(self._ask("POST", "/persons", vars(wanted))["id"])

    def group(self, title: str, members: list[int]) -> int:
        """The id of the forum with this title, with the bot as its administrator, made if missing."""
        for known in self._ask("GET", "/groups")["groups"]:
            if known.get("title") == title and not known.get("migrated_to"):
                return int(known["id"])
        made = self._ask("POST", "/groups", {"title": title, "forum": True, "members": members, "bot": self._bot})
        return int(made["id"])

    def name_bot(self, name: str) -> None:
        """As people see it."""
        self._ask("PATCH", f"/bots/{self._bot}", {"first_name": name})

    def writes(self, person: int, chat: int, text: str) -> str:
        """What the bot answers in that chat, at least its first message. Raises SimulatorRefused."""
        [written] = self._ask("POST", f"/chats/{chat}/messages?bot={self._bot}", {"as": person, "text": text})[
            "messages"
        ]
        until = time.monotonic() + ANSWER_SECONDS
        while time.monotonic() < until:
            later = self._ask("GET", f"/chats/{chat}/messages?bot={self._bot}&after={written['message_id']}")[
                "messages"
            ]
            texts = [message["text"] for message in later if message["by_bot"] and message.get("text")]
            if texts:
                return str(texts[0])
            time.sleep(0.1)
        raise SimulatorRefused(f"no answer to {text.split()[0]} in {ANSWER_SECONDS:g} s")
