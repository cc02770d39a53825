"""What the simulated WhatsApp remembers. What is on the wire stays in plain dicts, as the Cloud API has it."""

import re
from dataclasses import dataclass, field
from typing import Any

Wire = dict[str, Any]
WINDOW_SECONDS = 24 * 3600.0
#: How webhooks name a person. full: phone and BSUID; no_phone: as of people with a username; empty_phone: `from` and
#: `wa_id` are there and empty; phone_only: as before 2026.
SHAPES = ("full", "no_phone", "empty_phone", "phone_only")
#: A status never goes back.
ORDER = ("accepted", "sent", "delivered", "read", "played")


@dataclass(slots=True)
class Account:
    """A WhatsApp Business Account with its app: whose token it is, and where webhooks go.

    refusal: a code that every send is refused with (131031 locked, 131042 payment), 0 for none.
    """

    id: str
    token: str
    app_secret: str
    verify_token: str
    name: str = "Отклик"
    callback_url: str = ""
    expired: bool = False
    subscribed: bool = True
    refusal: int = 0

    @property
    def app_id(self) -> str:
        return f"9{self.id[1:]}"


@dataclass(slots=True)
class Number:
    """A business number. display: digits. allowed: of a test number, the phones that it may write to; None: all."""

    id: str
    account_id: str
    display: str
    verified_name: str = "Отклик"
    quality_rating: str = "GREEN"
    registered: bool = True
    allowed: list[str] | None = None

    def metadata(self) -> Wire:
        return {"display_phone_number": self.display, "phone_number_id": self.id}


@dataclass(slots=True)
class Person:
    """phone: digits; "" for who has none that businesses may see. user_ids: BSUID by account, for each its own.

    online: messages reach the phone. reads: and are read at once. blocks: numbers that the person has blocked.
    has_whatsapp: False for a phone without the app.
    """

    id: int
    name: str
    phone: str
    shape: str = "full"
    username: str = ""
    country: str = "RU"
    user_ids: dict[str, str] = field(default_factory=dict)
    former_ids: list[str] = field(default_factory=list)
    online: bool = True
    reads: bool = False
    has_whatsapp: bool = True
    blocks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Message:
    """content: the Cloud API's own fields beside id, from and timestamp: {"type": "text", "text": {…}}.

    at: seconds of the rehearsal clock; monotonic: time.monotonic(), comparable across processes of one machine.
    reactions: emoji by who set it, "business" or "person". read: by the business, of what a person wrote. addressed:
    `to` or `recipient`, how the business named the person. told: more fields of a webhook (context, referral …).
    """

    id: str
    number_id: str
    person_id: int
    by_business: bool
    at: float
    monotonic: float
    content: Wire
    status: str = "accepted"
    error: Wire | None = None
    pricing: Wire | None = None
    reactions: dict[str, str] = field(default_factory=dict)
    read: bool = False
    tracker: str = ""
    addressed: str = ""
    told: Wire = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return str(self.content["type"])

    @property
    def chat(self) -> tuple[str, int]:
        return self.number_id, self.person_id

    def text(self) -> str:
        """Its words, wherever they stand."""
        own = self.content.get(self.kind)
        if not isinstance(own, dict):
            return ""
        if self.kind == "interactive" and "body" in own:
            return str(own["body"]["text"])
        for name in ("button_reply", "list_reply"):
            if name in own:
                return str(own[name]["title"])
        return str(own.get("body") or own.get("caption") or own.get("text") or "")


@dataclass(slots=True)
class Media:
    """A file that a business uploaded or a person sent. gone: it vanished, or was deleted."""

    id: str
    number_id: str
    mime_type: str
    file_name: str
    size: int
    sha256: str
    at: float
    from_person: bool = False
    gone: bool = False


@dataclass(slots=True)
class Template:
    """status: APPROVED PENDING REJECTED PAUSED DISABLED. components: as the Graph API lists them."""

    id: str
    account_id: str
    name: str
    language: str
    category: str
    status: str
    components: list[Wire]

    def wire(self) -> Wire:
        names = ("id", "name", "language", "category", "status", "components")
        named = any(re.search(r"\{\{\s*[a-z_]", str(component.get("text", ""))) for component in self.components)
        shown = {name: getattr(self, name) for name in names}
        return shown | {"parameter_format": "NAMED" if named else "POSITIONAL"}


def row_of(record: Any) -> Wire:
    """Not a copy of what is in it: for who writes it at once."""
    return {name: getattr(record, name) for name in record.__slots__}
