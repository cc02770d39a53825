"""What is held about a person as one page of HTML that opens on any phone. Pure; every word of theirs is escaped."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any, Final

from models.phrases.catalogue import MissingPhrase, say
from models.phrases.times import absolute
from models.rules.delivery.transports import SHIPPED

#: Where a code is said in a word, by part of the page and name: how the phrase begins.
_WORDS: Final[Mapping[tuple[str, str], str]] = {
    ("addresses", "state"): "mydata.address_",
    ("addresses", "categories"): "mydata.category_",
    ("consents", "purpose"): "consent.title_",
    ("contracts", "state"): "mydata.contract_",
    ("contracts", "sees"): "mydata.sees_",
    ("tickets", "severity"): "severity.",
    ("tickets", "state"): "mydata.ticket_",
    ("deliveries", "purpose"): "mydata.purpose_",
    ("deliveries", "state"): "mydata.delivery_",
    ("changes", "kind"): "mydata.change_",
    ("person", "language"): "mydata.language_",
}
_STYLE: Final = (
    "body{font:16px/1.5 sans-serif;max-width:42em;margin:1em auto;padding:0 1em}h2{margin-top:2em}"
    "table{border-collapse:collapse}td,th{text-align:left;padding:.2em .8em .2em 0;vertical-align:top}"
    ".m{border-left:3px solid #ccc;padding-left:.8em;margin:.6em 0;white-space:pre-wrap}.t{color:#666;font-size:.9em}"
)


def held_page(held: Mapping[str, Any], language: str, zone: str, left_out: Sequence[str] = ()) -> str:
    """held: as models/queries/held.py gives it. left_out: names of files for which there was no room."""
    page = _Page(language, zone)
    parts = [
        f"<h1>{page.says('title')}</h1>",
        page.table("person", [held["person"]]),
        page.table("addresses", held["addresses"]),
        page.table("consents", held["consents"]),
        page.table("contracts", held["contracts"]),
        f"<h2>{page.says('tickets')}</h2>",
        *(page.ticket(one) for one in held["tickets"]),
        page.elsewhere(held["other_messages"]),
        page.table("deliveries", held["deliveries"]),
        page.table("changes", held["changes_of_addresses"]),
        f"<p>{page.says('not_here')}</p>",
    ]
    if left_out:
        names = "".join(f"<li>{escape(name)}</li>" for name in left_out)
        parts.append(f"<h2>{page.says('left_out')}</h2><ul>{names}</ul>")
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><style>{_STYLE}</style>'
    return f'<!doctype html><html lang="{language}"><head>{head}</head><body>{"".join(parts)}</body></html>'


class _Page:
    def __init__(self, language: str, zone: str) -> None:
        self._language = language
        self._zone = zone

    def says(self, key: str) -> str:
        return escape(say(self._language, f"mydata.of_{key}"))

    def table(self, key: str, rows: Sequence[Mapping[str, Any]]) -> str:
        if not rows:
            return ""
        body = "<hr>".join(
            f"<table>{''.join(self._line(key, *pair) for pair in row.items())}</table>" for row in rows
        )
        return f"<h2>{self.says(key)}</h2>{body}"

    def ticket(self, one: Mapping[str, Any]) -> str:
        facts = {name: value for name, value in one.items() if name not in ("messages", "log", "in_words")}
        lines = "".join(self._line("tickets", *pair) for pair in {**facts, **one.get("in_words", {})}.items())
        said = "".join(self.message(message) for message in one["messages"])
        return f"<h3>№{one['number']} {escape(one['title'])}</h3><table>{lines}</table>{said}"

    def elsewhere(self, said: Sequence[Mapping[str, Any]]) -> str:
        if not said:
            return ""
        return f"<h3>{self.says('elsewhere')}</h3>{''.join(self.message(one) for one in said)}"

    def message(self, one: Mapping[str, Any]) -> str:
        files = "".join(f"\n[{escape(file['file_name'] or file['kind'])}]" for file in one["files"])
        before = "".join(f"\n({escape(text)})" for text in one["before_correction"])
        who = escape(one.get("said_by") or "") or self.says("staff" if one["author"] == "agent" else "you")
        head = f'<div class="t">{who}, {escape(self._value(one["at"]))}</div>'
        return f'<div class="m">{head}{escape(one["text"])}{before}{files}</div>'

    def _line(self, part: str, name: str, value: Any) -> str:
        if value in (None, "", [], {}):
            return ""
        title = say(self._language, f"mydata.key_{name}")
        return f"<tr><th>{escape(title)}</th><td>{escape(self._in_words(part, name, value))}</td></tr>"

    def _in_words(self, part: str, name: str, value: Any) -> str:
        begins = _WORDS.get((part, name))
        if name == "quiet_minutes":
            return "–".join(f"{minute // 60:02}:{minute % 60:02}" for minute in value)
        if name in ("transport", "came_by_transport"):
            return SHIPPED[value].title if value in SHIPPED else str(value)
        if isinstance(value, bool):
            return say(self._language, "mydata.yes" if value else "mydata.no")
        if begins is None:
            return self._value(value)
        return ", ".join(self._word(begins, one) for one in (value if isinstance(value, list) else [value]))

    def _word(self, begins: str, code: str) -> str:
        """What has no word, as of a newer edition, is said as it is."""
        try:
            return say(self._language, f"{begins}{code}")
        except MissingPhrase:
            return code

    def _value(self, value: Any) -> str:
        if isinstance(value, Mapping):
            return "; ".join(f"{name}: {self._value(one)}" for name, one in value.items())
        if isinstance(value, list):
            return ", ".join(self._value(one) for one in value)
        at = _instant(value)
        return absolute(at, self._zone, self._language) if at is not None else str(value)


def _instant(value: Any) -> datetime | None:
    if not isinstance(value, str) or "T" not in value:
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None
