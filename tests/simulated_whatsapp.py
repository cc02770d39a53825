"""The WhatsApp Cloud API simulator as tests use it: a real process, and short verbs for what people do.

    with SimulatedWhatsApp(tmp_path) as whatsapp:
        whatsapp.webhook("http://127.0.0.1:8443/whatsapp")       # the challenge must be passed
        anna = whatsapp.person("Анна")
        whatsapp.types(anna, "Не работает интернет")
        whatsapp.wait_for(lambda: whatsapp.texts(anna), 10)       # what her phone shows of the business

It speaks HTTP only (docs/simulators.md), so it fits a simulator that already runs: SimulatedWhatsApp.at(url).
"""

import base64
import json
from typing import Any
from urllib.parse import quote, urlencode

from tests.simulated_business import PHONE_ID, WHATSAPP_TOKEN, SimulatedBusiness, WhatsAppRefused, named
from tests.simulator_process import ControlRefused, NothingCame, Wire

__all__ = [
    "PHONE_ID",
    "WHATSAPP_TOKEN",
    "ControlRefused",
    "NothingCame",
    "SimulatedWhatsApp",
    "WhatsAppRefused",
    "file",
]


class SimulatedWhatsApp(SimulatedBusiness):
    """A person or message may be given as the object the simulator returned, or as its id."""

    # -- people

    def person(self, name: str, **fields: Any) -> Wire:
        """phone (made up; "" for none), shape (full no_phone empty_phone phone_only), username, user_id, online,
        reads. The answer has `id`, `phone`, and `user_id`: the BSUID.
        """
        return self._to_us(self.post("/control/persons", name=name, **fields))

    def change_person(self, person: "Wire | int", **fields: Any) -> Wire:
        """name, shape, username, online=False, reads=True, has_whatsapp=False."""
        return self._to_us(self._json("PATCH", _person(person), fields))

    def _to_us(self, person: Wire) -> Wire:
        """With the BSUID that this business knows; each has another."""
        return person | {"user_id": person["user_ids"][self.account()["id"]]}

    def changes_phone(self, person: "Wire | int", phone: str, **how: Any) -> Wire:
        """The person as they are now, under another BSUID. tell=False: no business is told."""
        return self._to_us(self.post(f"{_person(person)}/phone", phone=phone, **how))

    # -- what people do

    def types(self, person: "Wire | int", text: str = "", **fields: Any) -> Wire:
        """A message of the person. number (the first), reply_to=wamid, forwarded=True, referral={…};
        image=…, video, audio, voice, document, sticker: see `file`, with caption; location, contacts, order;
        unsupported=131051; content={"type": …}: whatever may come tomorrow.
        """
        if text:
            fields["text"] = text
        return self._done(person, "messages", **fields)

    def presses(self, person: "Wire | int", button: "str | int" = 1, **fields: Any) -> Wire:
        """A button by its title, id or number, under the last message or message_id. forged={"id", "title"}."""
        return self._done(person, "press", button=button, **fields)

    def chooses(self, person: "Wire | int", row: "str | int" = 1, **fields: Any) -> Wire:
        """A row of a list by its title, id or number, of the last message or message_id. forged={"id", "title"}."""
        return self._done(person, "choose", row=row, **fields)

    def reacts(self, person: "Wire | int", emoji: str, message: "Wire | str | None" = None) -> Wire:
        """emoji: "" takes it back."""
        return self._done(person, "react", emoji=emoji, **named(message))

    def _done(self, person: "Wire | int", verb: str, **fields: Any) -> Wire:
        message: Wire = self.post(f"{_person(person)}/{verb}", **{"number": self.phone_id, **fields})["message"]
        return message

    def reads(self, person: "Wire | int", message: "Wire | str | None" = None, **fields: Any) -> int:
        """Everything, or up to a message. played=True: voice messages are heard too."""
        asked = {"number": self.phone_id, **named(message), **fields}
        return int(self.post(f"{_person(person)}/read", **asked)["messages"])

    def blocks(self, person: "Wire | int", **fields: Any) -> None:
        self.post(f"{_person(person)}/block", **{"number": self.phone_id, **fields})

    def unblocks(self, person: "Wire | int", **fields: Any) -> None:
        self.post(f"{_person(person)}/unblock", **{"number": self.phone_id, **fields})

    def batch(self, messages: list[Wire]) -> list[list[Any]]:
        """Many messages at once, each {"person", "text", …}. Returns [person, message id, at]."""
        asked = [{"number": self.phone_id, **message} for message in messages]
        rows: list[list[Any]] = self.post("/control/batch", messages=asked)["messages"]
        return rows

    # -- what is there

    def messages(self, person: "Wire | int", **query: Any) -> list[Wire]:
        """What the phone shows, of both. number, after=wamid, last=count, all=1: with what never came to it."""
        found: list[Wire] = self.get(f"{_person(person)}/messages?{self._of(query)}")["messages"]
        return found

    def received(self, person: "Wire | int", **query: Any) -> list[Wire]:
        """What the business wrote: `type`, `text`, `buttons`, `rows`, `status`, `ticks`, `context`, `content`."""
        return [message for message in self.messages(person, **query) if message["by_business"]]

    def texts(self, person: "Wire | int", **query: Any) -> list[str]:
        """Words of the business."""
        return [message["text"] for message in self.received(person, **query) if message["text"]]

    def chat(self, person: "Wire | int", **query: Any) -> Wire:
        """window_open, window_closes, blocked and counts."""
        return self.get(f"{_person(person)}/chat?{self._of(query)}")

    def _of(self, query: Wire) -> str:
        return urlencode({"number": self.phone_id, **query})

    def file(self, media_id: str) -> bytes:
        return self._request("GET", f"/control/files/{media_id}")

    def loses_files(self, media_id: str = "all") -> int:
        return int(json.loads(self._request("DELETE", f"/control/files/{media_id}"))["files"])

    def calls(self, method: str = "") -> list[Wire]:
        """The latest calls of the Graph API: method (messages mark upload …), params, answer, status, order, id."""
        found: list[Wire] = self.get(f"/control/calls?{urlencode({'method': method})}")["calls"]
        return found

    def counts(self, **query: Any) -> Wire:
        """business_messages=N, person_messages=N, timeout=S waits."""
        return self.get(f"/control/counts?{urlencode(query)}")

    def timeline(self, after: float = 0) -> list[list[Any]]:
        """Rows [number, person, message id, by_business, at, text] by monotonic time."""
        rows: list[list[Any]] = self.get(f"/control/timeline?{urlencode({'after': after})}")["rows"]
        return rows

    # -- how the world behaves

    def order(self, do: str, **details: Any) -> int:
        """call="messages" or a list, number, to, after, every, times, seconds, code, milliseconds.

        Returns the order's number.

        do: refuse (code) 500 503 hang drop_before accept_then_drop accept_then_hang slow late_answer trickle
        fail_later (code) duplicate_webhooks shuffle_webhooks batch_webhooks hold_webhooks forge_webhooks.
        """
        return int(self.post("/control/orders", do=do, **details)["id"])

    def behaves(self, **how: Any) -> Wire:
        """window="late" (a closed one is told by a later status), statuses="withheld doubled reversed normal",
        status_delay, service_billable=False.
        """
        return self._json("PUT", "/control/behaviour", how)

    def limits(self, **limits: Any) -> None:
        """number="80/1", pair="10/60", or true=True; nothing: no limits."""
        self._json("PUT", "/control/limits", limits)


def file(content: bytes, file_name: str = "", mime_type: str = "", **more: Any) -> Wire:
    """For types(image=file(…)); animated=True of a sticker, lost=True: its bytes are not there any more."""
    encoded = base64.b64encode(content).decode()
    return {"content_base64": encoded, "file_name": file_name, "mime_type": mime_type, **more}


def _person(thing: "Wire | int") -> str:
    return f"/control/persons/{quote(str(thing if isinstance(thing, int) else thing['id']))}"
