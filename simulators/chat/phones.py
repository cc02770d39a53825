"""People without internet: old phones that text and ring the number of the simulated modem."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from simulators.chat.connection import Connection, Refused, Usage
from simulators.chat.phrases import Phrases
from simulators.chat.screen import DIM, GREEN, Screen

Wire = dict[str, Any]
#: Who has such a phone from the beginning; anybody else is called by a number.
KNOWN = {"+79161234567": ("баба Галя", "Granny Galya")}
MODES = ("delivered", "failed", "withheld", "trying", "twice", "reversed")
_NUMBER = re.compile(r"\+\d{5,15}")
_SEPARATORS = re.compile(r"[\s().-]")
_NOW = 1 << 53


class Phones:
    """The phones and their news. Raises OSError when the modem has gone, Refused when there is none."""

    def __init__(self, url: str, screen: Screen, phrases: Phrases) -> None:
        """url: of the modem's control; empty: there is none."""
        self.url = url
        self.number = ""  # of the modem
        self._screen = screen
        self._phrases = phrases
        self._connection = Connection(url) if url else None
        self._seen = _NOW

    def connect(self) -> bool:
        """Whether a modem answers; from now on its news are shown."""
        try:
            self.number = str(self._modem.get("/state")["number"])
            self._seen = int(self._modem.get("/events", after=_NOW)["last"])
        except (OSError, Refused):
            self._connection = None
        return self._connection is not None

    @property
    def connected(self) -> bool:
        return self._connection is not None

    @property
    def _modem(self) -> Connection:
        if self._connection is None:
            raise Refused(self._phrases.say("no_modem", url=self.url or "—"))
        return self._connection

    # -- who

    def meant(self, words: str) -> str | None:
        """The number of the phone that is meant by a number or by a name."""
        number = _SEPARATORS.sub("", words)
        if _NUMBER.fullmatch(number):
            return number
        wanted = words.casefold()
        for number, names in KNOWN.items():
            if any(wanted in (name.casefold(), *name.casefold().split()) for name in names):
                return number
        return None

    def name(self, number: str) -> str:
        if not number:
            return self._phrases.say("withheld_number")
        names = KNOWN.get(number)
        return number if names is None else names[0 if self._phrases.language == "ru" else 1]

    # -- what they do

    def text(self, number: str, words: str) -> None:
        self._modem.post("/sms", **{"from": number, "text": words})

    def ring(self, number: str, rest: str) -> None:
        """rest: how many rings, and a word if the number is withheld."""
        found = re.fullmatch(r"(\d+)?\s*(скрыто|hidden)?", rest)
        if found is None:
            raise Usage(":ring [3] [скрыто | hidden]")
        self._modem.post("/ring", **{"from": "" if found[2] else number, "rings": int(found[1] or 3)})

    def pick_up(self, number: str) -> None:
        """The modem rings this phone."""
        self._modem.post(f"/calls/{self._ringing(number)}/answer")

    def reject(self, number: str) -> None:
        self._modem.post(f"/calls/{self._ringing(number)}/reject")

    def _ringing(self, number: str) -> int:
        for call in self._modem.get("/calls_out")["calls"]:
            if call["number"] == number and call["state"] == "ringing" and not call["ended_by"]:
                return int(call["id"])
        raise Refused(self._phrases.say("nobody_calls"))

    def report(self, number: str, mode: str) -> None:
        """What the network tells the modem about texts to this phone, from now on; send: what was held back."""
        if mode == "send":
            count = self._modem.post("/reports/send", to=number)["reports"]
            self._screen.line(self._phrases.say("reports_sent", count=count))
        elif mode in MODES:
            self._modem.post("/reports", mode=mode, to=number)
        else:
            raise Usage(f":report {' | '.join(MODES)} | send")

    def history(self, number: str, last: int) -> None:
        """Texts and calls of this phone."""
        events = self._modem.get("/events", after=0)["events"]
        for event in [event for event in events if event.get("phone") == number][-last:]:
            self._show(event)

    def move_clock(self, ahead_seconds: float) -> None:
        """The network stamps texts by the same clock as Telegram."""
        if self.connected:
            self._modem.post("/clock", ahead_seconds=ahead_seconds)

    # -- what they see

    def look(self, seconds: float) -> None:
        """Shows the news; waits so long for the first."""
        if not self.connected:
            return
        answer = self._modem.get("/events", after=self._seen, wait=seconds)
        self._seen = answer["last"]
        for event in answer["events"]:
            self._show(event)

    def _show(self, event: Wire) -> None:
        shown = _SHOWN.get(event["event"])
        if shown is not None:
            shown(self, event)

    def _from_phone(self, event: Wire) -> None:
        text = self._phrases.say("not_text") if event["text"] is None else event["text"]
        self._message(event, "sms_from_phone", event["parts"], text)

    def _to_phone(self, event: Wire) -> None:
        sent = self._modem.get("/sent", to=event["phone"])["sent"]
        parts = next((message["parts"][0]["of"] for message in sent if message["id"] == event["message"]), 1)
        self._message(event, "sms_to_phone", parts, event["text"], GREEN)

    def _message(self, event: Wire, key: str, parts: int, text: str, style: str = "") -> None:
        when = datetime.fromisoformat(event["at"]).astimezone()
        name = self.name(event["phone"])
        head = self._phrases.say(key, name=name, parts=parts, at=f"{when:%H:%M}")
        first, *others = text.split("\n")
        title = self._phrases.say("phone_of", name=name, modem=self.number)
        lines = [f"{head} {first}", *(f"    {line}" for line in others)]
        self._screen.block(event["phone"], title, lines, style)

    def _call(self, event: Wire) -> None:
        key = f"call_{event['state']}"
        if event["event"] == "call_to_phone":
            ended = event.get("ended_by", "modem") if event["state"] == "over" else ""
            key = f"modem_{event['state']}_{ended}".rstrip("_")
        name = self.name(event["phone"])
        title = self._phrases.say("phone_of", name=name, modem=self.number)
        self._screen.block(event["phone"], title, [f"    · {self._phrases.say(key, name=name)}"], DIM)


_SHOWN: dict[str, Callable[[Phones, Wire], None]] = {
    "sms_from_phone": Phones._from_phone,
    "sms_to_phone": Phones._to_phone,
    "call_from_phone": Phones._call,
    "call_to_phone": Phones._call,
}
