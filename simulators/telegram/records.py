"""What the simulated Telegram remembers. Wire objects stay plain dicts in the Bot API's own shape."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal, cast

Wire = dict[str, Any]
ChatType = Literal["private", "group", "supergroup"]

ADMIN_RIGHTS: Wire = {
    "can_be_edited": False,
    "is_anonymous": False,
    "can_manage_chat": True,
    "can_delete_messages": True,
    "can_manage_video_chats": True,
    "can_restrict_members": True,
    "can_promote_members": False,
    "can_change_info": True,
    "can_invite_users": True,
    "can_post_stories": False,
    "can_edit_stories": False,
    "can_delete_stories": False,
    "can_pin_messages": True,
    "can_manage_topics": True,
    "can_manage_tags": False,
    "can_send_welcome_messages": False,
}
#: Of a restricted member, as people restrict one: inside, and nothing is permitted.
RESTRICTED_RIGHTS: Wire = {
    "is_member": True,
    "until_date": 0,
    **dict.fromkeys(
        (
            *("can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos"),
            *("can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages"),
            *("can_add_web_page_previews", "can_change_info", "can_invite_users", "can_pin_messages"),
            *("can_manage_topics", "can_edit_tag", "can_react_to_messages"),
        ),
        False,
    ),
}
INSIDE = ("creator", "administrator", "member", "restricted")


@dataclass(slots=True)
class Bot:
    id: int
    token: str
    first_name: str
    username: str
    privacy: bool = True
    last_message_id: int = 0
    last_update_id: int = 0
    webhook_url: str = ""
    webhook_secret: str = ""
    webhook_connections: int = 40
    webhook_error: str = ""
    webhook_error_at: int = 0
    allowed_updates: list[str] | None = None
    profile: Wire = field(default_factory=dict)

    def wire(self) -> Wire:
        return {"id": self.id, "is_bot": True, "first_name": self.first_name, "username": self.username}


@dataclass(slots=True)
class Person:
    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "ru"
    deactivated: bool = False
    hides_forwards: bool = False  # forwards name the person without leading to the account
    phone_number: str = ""  # of the account; nobody learns it who is not told

    def wire(self) -> Wire:
        wire: Wire = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        for name in ("last_name", "username", "language_code"):
            if value := getattr(self, name):
                wire[name] = value
        return wire

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def contact(self) -> Wire:
        """As their app shares it: with the account's number, without a plus, made up unless a tester set it."""
        number = self.phone_number.removeprefix("+") or f"7999{self.id % 10**7:07}"
        wire: Wire = {"phone_number": number, "first_name": self.first_name, "user_id": self.id}
        return wire | ({"last_name": self.last_name} if self.last_name else {})


@dataclass(slots=True)
class Topic:
    id: int
    name: str
    icon_color: int
    creator_id: int
    icon_custom_emoji_id: str = ""
    closed: bool = False
    deleted: bool = False
    refusal: str = ""  # what a send into the deleted topic is answered


@dataclass(slots=True)
class Message:
    """body: the Bot API's Message without `reply_to_message`, which is drawn when it is shown."""

    chat_key: str
    body: Wire
    sender_id: int
    by_bot: bool
    at: float  # time.monotonic(), comparable across processes of one machine
    reply_to: int | None = None
    thread_id: int | None = None
    has_media: bool = False
    keyboard: Wire | None = None
    edits: list[Wire] = field(default_factory=list)
    reactions: dict[str, list[Wire]] = field(default_factory=dict)
    deleted: bool = False

    @property
    def id(self) -> int:
        return cast(int, self.body["message_id"])

    def row(self) -> Wire:
        """Only what differs from the defaults: this is written once per message."""
        row: Wire = {"body": self.body, "sender_id": self.sender_id, "by_bot": self.by_bot, "at": self.at}
        for name in ("reply_to", "thread_id", "has_media", "keyboard", "edits", "reactions", "deleted"):
            if value := getattr(self, name):
                row[name] = value
        return row


@dataclass(slots=True)
class Chat:
    """key: the chat id, and for a private chat `bot:person`, because each bot has its own."""

    key: str
    id: int
    type: ChatType
    title: str = ""
    username: str = ""  # of a public group
    is_forum: bool = False
    bot_id: int = 0
    started: bool = False
    blocked: bool = False
    available_reactions: list[str] | None = None
    anonymous_reactions: bool = False  # bots are told how many, never whose
    migrated_to: int | None = None
    last_message_id: int = 0
    pinned: int | None = None
    members: dict[int, Wire] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    wire: Wire = field(default_factory=dict)
    bot_messages: int = 0
    person_messages: int = 0

    def row(self) -> Wire:
        names = ("id", "type", "title", "username", "is_forum", "bot_id", "started", "blocked", "available_reactions")
        more = ("anonymous_reactions", "migrated_to", "pinned", "last_message_id")
        row = {name: getattr(self, name) for name in names + more}
        return {**row, "members": {str(member): rights for member, rights in self.members.items()}}

    @property
    def place(self) -> Wire:
        """As events name it. bot_id: whose private chat it is."""
        return {"chat_id": self.id, "bot_id": self.bot_id} if self.type == "private" else {"chat_id": self.id}

    def alive(self, message_id: int | None) -> Message | None:
        """The message that is still there, or None."""
        message = self.messages.get(message_id) if message_id is not None else None
        return None if message is None or message.deleted else message

    def status_of(self, member_id: int) -> str:
        return cast(str, self.members.get(member_id, {"status": "left"})["status"])

    def has_right(self, member_id: int, right: str) -> bool:
        member = self.members.get(member_id, {"status": "left"})
        return member["status"] == "creator" or (member["status"] == "administrator" and bool(member.get(right)))


def row_of(record: Bot | Person | Topic) -> Wire:
    return asdict(record)
