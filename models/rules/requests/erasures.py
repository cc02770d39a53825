"""Erasing a person: where it stands, and the act that says what was destroyed (order 179 of Roskomnadzor). Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from models.phrases.catalogue import say
from models.phrases.times import absolute

#: How soon it is looked again whether what was to leave has left, and after how long nobody waits for it any more.
LOOK_AGAIN: Final = timedelta(seconds=2)
GIVE_UP: Final = timedelta(hours=1)
#: Why an address is dead whose person was erased. Whoever writes from there is somebody new.
ERASED: Final = "erased"


class ErasureState(StrEnum):
    WAITING = "waiting"  # it can be called off until it begins
    BEGUN = "begun"  # what the database held is gone; what stands in groups and on the way is going
    DONE = "done"  # the act says what came of it
    CANCELLED = "cancelled"


#: Neither over nor called off.
UNDERWAY: Final = (ErasureState.WAITING, ErasureState.BEGUN)


class Asker(StrEnum):
    """On whose word."""

    PERSON = "person"  # from a chat of theirs that is verified
    ADMINISTRATOR = "administrator"  # by command, as after a letter


@dataclass(frozen=True)
class Act:
    """What an act says; of the person nothing but a number that was theirs here alone.

    keeper: the organisation that kept the data.
    counts: how much was destroyed, by category. kept: what could not be, each with `what` and its facts.
    """

    code: str
    person_code: str
    keeper: str
    by: Asker
    asked_at: datetime
    begun_at: datetime
    done_at: datetime
    counts: Mapping[str, int]
    kept: Sequence[Mapping[str, Any]] = field(default_factory=list)
    again: bool = False


def act_text(act: Act, language: str, zone: str) -> str:
    """The act and the extract of the log, to be printed and signed."""

    def when(at: datetime) -> str:
        return absolute(at, zone, language, zone_named=True)

    why = f"act.reason_{'again' if act.again else act.by}"
    lines = [
        say(language, "act.title", code=act.code, when=when(act.done_at)),
        "",
        say(language, "act.operator", keeper=act.keeper),
        say(language, "act.person", person=act.person_code),
        say(language, "act.system"),
        say(language, "act.reason", reason=say(language, why)),
        say(language, "act.way"),
        "",
        say(language, "act.categories"),
        *(f"- {say(language, f'act.of_{name}')}: {count}" for name, count in act.counts.items() if count),
        "",
        *_kept(act, language),
        say(language, "act.stays"),
        "",
        say(language, "act.log"),
        f"{when(act.asked_at)}  {say(language, f'act.asked_{act.by}')}",
        f"{when(act.begun_at)}  {say(language, 'act.begun')}",
        f"{when(act.done_at)}  {say(language, 'act.done')}",
        "",
        say(language, "act.signed"),
    ]
    return "\n".join(lines) + "\n"


def _kept(act: Act, language: str) -> list[str]:
    if not act.kept:
        return []
    lines = [
        say(language, f"act.kept_{one['what']}", **{k: v for k, v in one.items() if k != "what"}) for one in act.kept
    ]
    return [say(language, "act.kept"), *(f"- {line}" for line in lines), ""]
