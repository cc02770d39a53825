"""A staff office with several groups: where people type, who comes and goes, what each place is told.

Sends nothing by itself: `posted` reads what was written for a chat, `delivers` sends it.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from models.actions.desk import staff
from models.actions.queue.dispatching import Dispatch
from models.clock import Instant
from models.db import Database
from models.queries.staff import desk_ids
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.send_results import SendResult, Sent
from models.rules.health.group_health import GroupFacts
from models.tables.staff import agent
from tests.actions.office import ACCOUNT, GROUP, NOON, at
from tests.actions.staff_office import OTHER, REGULATION, StaffOffice

WELL = GroupFacts(ACCOUNT, forum=True, administrator=True, manages_topics=True)
BOT = {"id": int(ACCOUNT), "is_bot": True, "first_name": "Отклик"}


class GroupsOffice(StaffOffice):
    def __init__(self, database: Database, text: str = REGULATION) -> None:
        super().__init__(database, text)
        #: What Telegram says of every group when it is asked.
        self.facts = WELL

    def code(self, *, additional: bool = False, desk: str = "support") -> str:
        with self.database.write() as tx:
            purpose = staff.ADDITIONAL if additional else staff.GROUP
            return staff.issue_code(tx, self.desks()[desk], purpose, NOON)

    def desks(self) -> dict[str, int]:
        return {"support": self.desk_id}

    def binds_over(self, chat_id: int, who: str = "Ева", *, additional: bool = False, desk: str = "support") -> None:
        self.types(f"/bind {self.code(additional=additional, desk=desk)}", who=who, chat_id=chat_id)

    def bot_becomes(
        self, status: str, chat_id: int = GROUP, when: Instant | None = None, before: str = "", **rights: Any
    ) -> None:
        """my_chat_member. before: what it was."""
        before = before or ("left" if status in ("member", "administrator") else "administrator")
        self._standing("my_chat_member", BOT, before, status, chat_id, when or at(), rights)

    def member_becomes(self, who: str, status: str, chat_id: int = GROUP, when: Instant | None = None) -> None:
        """chat_member, as bots hear it that are administrators."""
        before = "left" if status == "member" else "member"
        self._standing("chat_member", self._user(who), before, status, chat_id, when or at(), {})

    def _standing(
        self,
        kind: str,
        user: dict[str, Any],
        before: str,
        after: str,
        chat_id: int,
        when: Instant,
        rights: dict[str, Any],
    ) -> None:
        change = {
            "chat": self.group(chat_id),
            "from": self._user("Глеб"),
            "date": int(when.real.timestamp()),
            "old_chat_member": _member(user, before, {}),
            "new_chat_member": _member(user, after, rights),
        }
        self.comes({kind: change}, when)

    def posted(self, chat_id: int) -> list[str]:
        """What was written for this chat to be seen today, outside topics."""
        rows = sorted(self.rows(RowKind.POST), key=lambda row: int(row.id))
        today = [row for row in rows if row.not_before - row.created_at < timedelta(hours=1)]
        return [str(row.payload.get("text")) for row in today if row.address == str(chat_id)]

    def appears(self, dispatch: Dispatch) -> Sent:
        if dispatch.kind == RowKind.CHECK_GROUP:
            return Sent(answers=self.facts.as_json())
        return super().appears(dispatch)

    def shown_in(self, chat_id: int, sent: list[Dispatch]) -> list[str]:
        """What of this appeared in topics of that group."""
        return [
            str(one.payload.get("text") or one.payload.get("name") or one.kind)
            for one in sent
            if one.to_topic and one.chat_id == chat_id and one.kind != RowKind.EDIT_CARD
        ]


class TwoDesks(GroupsOffice):
    """«Поддержка» has the group; «Продажи» has none."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, REGULATION.replace("[[policies]]", _SALES + "[[policies]]", 1))

    def desks(self) -> dict[str, int]:
        with self.database.read() as tx:
            return desk_ids(tx, self.organisation_id)

    def dismisses(self, who: str) -> None:
        with self.database.write() as tx:
            agent_id = staff.find_agent(tx, self.organisation_id, ACCOUNT, self._people[who])
            assert agent_id is not None
            tx.execute(update(agent).where(agent.c.id == agent_id).values(state="dismissed"))


_SALES = """
[[desks]]
id = "sales"
title = { ru = "Продажи", en = "Sales" }
calendar = "always"
ladder = "main"
duty = "week"
staff_language = "ru"

"""
_RIGHTS = dict.fromkeys(
    (
        *(
            "can_be_edited",
            "can_manage_chat",
            "can_delete_messages",
            "can_manage_video_chats",
            "can_restrict_members",
        ),
        *("can_promote_members", "can_change_info", "can_invite_users", "is_anonymous", "can_post_stories"),
        *("can_edit_stories", "can_delete_stories", "can_manage_topics"),
    ),
    True,
)
_MAY = dict.fromkeys(
    (
        *("can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos"),
        *("can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages"),
        *(
            "can_add_web_page_previews",
            "can_change_info",
            "can_invite_users",
            "can_pin_messages",
            "can_manage_topics",
        ),
    ),
    False,
)


#: Rights that older servers do not name.
_YOUNG = {"can_edit_tag": False, "can_react_to_messages": False}


def _member(user: dict[str, Any], status: str, rights: dict[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {"user": user, "status": status}
    if status == "kicked":
        said["until_date"] = 0
    if status == "administrator":
        said |= _RIGHTS
    if status == "restricted":
        said |= {**_MAY, "is_member": True, "until_date": 0, **_YOUNG}
    return {**said, **rights}


__all__ = ["ACCOUNT", "GROUP", "NOON", "OTHER", "WELL", "GroupsOffice", "SendResult", "TwoDesks", "at"]
