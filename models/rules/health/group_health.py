"""Whether a desk's staff group can do its work: the doctor's verdict over what Telegram says about it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from models.rules.delivery.outgoing import NOTE_REACTION, REACTION_OF

#: Of a long list of people so many are named.
_NAMED = 10


class Grade(StrEnum):
    FINE = "fine"
    WARNING = "warning"  # people work, but something is lost on the way
    BROKEN = "broken"  # what people count on does not happen


@dataclass(frozen=True)
class Finding:
    """name: the end of the phrases that say it: `doctor.fine_…`, `…wrong_…`, `…stops_…`, `…mend_…`."""

    grade: Grade
    name: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class GroupFacts:
    """What Telegram says about one group, as far as we act on it: no words of anybody, no list of members.

    bot_id: who asked. refused: Telegram's words, when it would not speak of the group; then nothing else is known.
    username: of a public group. hears_all: privacy mode is off. anonymous: names of administrators that nobody can
    tell apart. reactions: those that the group permits; None: all. open_redis: who asked uses a Redis that has no
    password; this Telegram does not know. may_write: nobody restricted the bot. numbers: of the machine's support
    numbers, what their service says, as `NumberFacts` in JSON.
    """

    bot_id: str
    refused: str = ""
    forum: bool = False
    username: str = ""
    administrator: bool = False
    manages_topics: bool = False
    hears_all: bool = False
    anonymous: tuple[str, ...] = ()
    reactions: tuple[str, ...] | None = None
    open_redis: bool = False
    may_write: bool = True
    numbers: tuple[Mapping[str, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> "GroupFacts":
        reactions = kept["reactions"]
        lists = {
            "anonymous": tuple(kept["anonymous"]),
            "reactions": None if reactions is None else tuple(reactions),
            "numbers": tuple(kept.get("numbers", ())),
        }
        return cls(**{**kept, **lists})


def facts_of(
    me: Mapping[str, Any],
    chat: Mapping[str, Any],
    member: Mapping[str, Any],
    administrators: Sequence[Mapping[str, Any]],
) -> GroupFacts:
    """me, chat, member, administrators: answers of getMe, getChat, getChatMember about ourselves and
    getChatAdministrators, as in the Bot API."""
    permitted = chat.get("available_reactions")
    return GroupFacts(
        bot_id=str(me["id"]),
        forum=bool(chat.get("is_forum")),
        username=str(chat.get("username") or ""),
        administrator=member.get("status") in ("administrator", "creator"),
        manages_topics=bool(member.get("can_manage_topics")),
        hears_all=bool(me.get("can_read_all_group_messages")),
        anonymous=tuple(_name(one["user"]) for one in administrators if one.get("is_anonymous")),
        reactions=None if permitted is None else tuple(one.get("emoji", "") for one in permitted),
        may_write=_may_write(chat, member),
    )


def _may_write(chat: Mapping[str, Any], member: Mapping[str, Any]) -> bool:
    """Administrators may; what others may is said of the one who is restricted, or of everybody."""
    if member.get("status") in ("administrator", "creator"):
        return True
    rights = member if member.get("status") == "restricted" else chat.get("permissions") or {}
    return bool(rights.get("can_send_messages", True))


def _name(user: Mapping[str, Any]) -> str:
    return f"{user.get('first_name', '')} {user.get('last_name', '')}".strip()


@dataclass(frozen=True)
class DeskFacts:
    """What we know ourselves. groups: bound ones. away: names of heads who stopped the bot.

    people, people_away: names of those on the ladder or roster who can be written to in private, and who can't.
    """

    key: str
    groups: int
    heads: tuple[str, ...] = ()
    away: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    people_away: tuple[str, ...] = ()


def desk_findings(desk: DeskFacts) -> list[Finding]:
    found = [_checked(desk.groups > 0, "group", desk=desk.key)]
    if desk.groups > 1:
        found = [Finding(Grade.FINE, "groups", {"count": desk.groups})]
    if desk.heads:
        found.append(Finding(Grade.FINE, "head", {"names": _names(desk.heads)}))
    elif not desk.away:
        found.append(Finding(Grade.BROKEN, "head", {"desk": desk.key, "names": ""}))
    if desk.away:
        grade = Grade.WARNING if desk.heads else Grade.BROKEN
        found.append(Finding(grade, "head_away", {"names": _names(desk.away)}))
    if desk.people_away:
        found.append(Finding(Grade.WARNING, "people", {"names": _names(desk.people_away)}))
    elif desk.people:
        found.append(Finding(Grade.FINE, "people", {"names": _names(desk.people)}))
    return found


def group_findings(group: GroupFacts, bound_by: str) -> list[Finding]:
    """bound_by: the bot that the group was bound with."""
    return [*_telegram_findings(group, bound_by), *_machine_findings(group)]


def _machine_findings(group: GroupFacts) -> list[Finding]:
    """Nothing when all is well: that says nothing of a group."""
    return [Finding(Grade.WARNING, "open_redis")] if group.open_redis else []


def _telegram_findings(group: GroupFacts, bound_by: str) -> list[Finding]:
    if group.bot_id != bound_by:
        return [Finding(Grade.BROKEN, "bot")]
    if group.refused:
        return [Finding(Grade.BROKEN, "access", {"answer": group.refused})]
    found = [_checked(group.forum, "forum"), _checked(group.administrator, "administrator")]
    if group.administrator:
        found.append(_checked(group.manages_topics, "topics"))
    found.append(_checked(group.administrator or group.hears_all, "hearing"))
    found.append(_checked(group.may_write, "writing"))
    missing = _missing_reactions(group.reactions)
    found += [
        _checked(not group.anonymous, "anonymous", Grade.WARNING, names=_names(group.anonymous)),
        _checked(not missing, "reactions", Grade.WARNING, emoji=" ".join(missing)),
        _checked(not group.username, "public", username=group.username),
    ]
    return found


def broken(findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.grade == Grade.BROKEN]


def is_broken(findings: Sequence[Finding]) -> bool:
    return bool(broken(findings))


def _checked(fine: bool, name: str, otherwise: Grade = Grade.BROKEN, **facts: object) -> Finding:
    return Finding(Grade.FINE if fine else otherwise, name, facts)


def _missing_reactions(permitted: tuple[str, ...] | None) -> list[str]:
    wanted = dict.fromkeys((*REACTION_OF.values(), NOTE_REACTION))
    return [] if permitted is None else [emoji for emoji in wanted if emoji not in permitted]


def _names(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
