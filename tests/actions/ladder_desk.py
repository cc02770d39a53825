"""A desk with people, a roster and any ladder: what each of them is told when a clock runs out.

First response 1 h, round the clock; Иван is on duty in the week of 9 November 2026, Пётр in the next one.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.__main__ import READERS
from bot.requester.stored import handle
from models.actions.desk import staff
from models.actions.enforcement import enforcement
from models.actions.queue.inbox import Waiting
from models.actions.reach import modems
from models.db import Database
from models.queries.regulation import edition_in_force
from models.rules.delivery.outgoing import RowKind
from tests.actions.office import ACCOUNT, GROUP, NOON, Office, at
from tests.journeys.regulations import PEOPLE, RUSSIAN

_RUNGS = '[{ after = "0m", to = "group" }, { after = "15m", to = "head" }, { after = "30m", to = "head" }]'
#: Private chats.
IVAN, PETR, ANNA, OLGA = 9101, 9102, 9103, 500


def regulation(rungs: str = _RUNGS, *, ladder: str = "", policy: str = "", people: str = PEOPLE) -> str:
    """rungs, ladder, policy: TOML; people: staff and roster of the desk, as TOML."""
    text = RUSSIAN.replace(f"rungs = {_RUNGS}", f"rungs = {rungs}\n{ladder}").replace(PEOPLE, people)
    text = text.replace('first_response = "1h"\nresolution = "8h"', policy or 'first_response = "1h"')
    assert text != RUSSIAN
    return text


@dataclass
class Told:
    """chat: of a person; None for the topic. silent: nobody is woken."""

    chat: int | None
    text: str
    silent: bool
    buttons: list[str]
    mentions: list[int]


class LadderDesk(Office):
    """Nobody of the staff has enrolled yet; Ольга, the head, has."""

    def __init__(self, database: Database, text: str | None = None, *, head: bool = True, bound: bool = True) -> None:
        super().__init__(database, text or regulation(), bound=bound)
        if head:
            self.has_head(OLGA)

    def enrols(self, key: str, chat_id: int, name: str = "") -> int:
        """By a link, as somebody of the regulation; the agent's id."""
        with self.database.write() as tx:
            agent_id = staff.known_agent(tx, self.edition.organisation_id, ACCOUNT, chat_id, name or key, "ru")
            staff.enrol_member(tx, self.edition.organisation_id, agent_id, key)
        return agent_id

    def has_modem(self) -> None:
        with self.database.write() as tx:
            modems.note_modem(tx, at(), "modem0", state="working", sim="250019999999999")

    def phoned(self) -> list[tuple[str, str, str]]:
        """(kind, number, words) of what goes by modem, in order."""
        return [(row.kind, row.address, row.payload["text"]) for row in self.rows(RowKind.SMS, RowKind.RING)]

    def enforces(self, when: str) -> int:
        with self.database.write() as tx:
            return enforcement.enforce_due(tx, at(when))

    def runs_out(self, when: str) -> list[Told]:
        """What is told because of it, in the order in which it was written."""
        self.delivers(at(when))
        before = {row.id for row in self.rows()}
        self.enforces(when)
        return [
            _told(row) for row in sorted(self.rows(RowKind.POST), key=lambda row: int(row.id)) if row.id not in before
        ]

    def comes(self, update: dict[str, Any], when: str = "2m") -> list[str]:
        """As the bot would handle it; what pops up for who pressed."""
        row = Waiting(
            1, 1, 1, "1", {"update_id": next(self._ids), **update}, None, 0, at(when).real, "telegram", ACCOUNT
        )
        with self.database.write() as tx:
            edition = edition_in_force(tx, at(when).now)
            assert edition is not None
            return [answer.text for answer in handle(READERS, tx, at(when), edition, [row])]

    def types(self, words: str, who: int = 42, *, chat: int = GROUP, when: str = "2m") -> list[Told]:
        """In the group, or in private; what we say to it."""
        before = {row.id for row in self.rows()}
        self.comes({"message": self._message(words, who, chat)}, when)
        return [
            _told(row) for row in sorted(self.rows(RowKind.POST), key=lambda row: int(row.id)) if row.id not in before
        ]

    def presses(self, key: str, who: int = 42, *, chat: int = GROUP, when: str = "2m") -> str:
        press = {"id": "1", "from": _user(who), "chat_instance": "1", "data": key}
        (text,) = self.comes({"callback_query": {**press, "message": self._message("?", who, chat)}}, when)
        return text

    def _message(self, words: str, who: int, chat: int) -> dict[str, Any]:
        kind = {"id": chat, "type": "private"} if chat > 0 else {"id": chat, "type": "supergroup", "is_forum": True}
        return {
            "message_id": 70000 + next(self._ids),
            "date": int((NOON + timedelta(minutes=1)).timestamp()),
            "chat": kind,
            "from": _user(who),
            "text": words,
        }


def _user(who: int) -> dict[str, Any]:
    return {"id": who, "is_bot": False, "first_name": f"Коллега {who}", "language_code": "ru"}


def _told(row: Any) -> Told:
    payload = row.payload
    return Told(
        row.chat_id,
        payload["text"],
        bool(payload.get("silent")),
        [choice["key"] for line in payload.get("choices", ()) for choice in line],
        [one["user"]["id"] for one in payload.get("entities", ()) if one["type"] == "text_mention"],
    )
