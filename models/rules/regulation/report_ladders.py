"""Ladders told in words: who hears of a missed deadline and when, quiet hours, who is on duty this week."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from models.phrases.catalogue import say
from models.rules.hours.calendar_report import moment_in_words
from models.rules.regulation.clocks import SEVERITIES
from models.rules.regulation.ladders import Ladder, Rung
from models.rules.regulation.schema import Desk, Regulation
from models.rules.texts.localised import both
from models.rules.texts.spans import after_span

_RECIPIENTS: Final = {
    "assignee": both(
        "исполнитель (если никто не взял — группа дежурных)", "the assignee (the group on duty if nobody took it)"
    ),
    "group": both("группа дежурных", "the group on duty"),
    "duty": both("дежурный", "whoever is on duty"),
    "agents": both("", ""),
    "head": both("руководитель", "the head"),
    "phone": both("SMS", "an SMS"),
    "ring": both("звонок", "a ring"),
}


def ladder_lines(regulation: Regulation, desk: Desk, now: datetime, language: str) -> Iterator[str]:
    """now: aware; of the week whose duty is named."""
    ladder = regulation.ladder(desk.id)
    yield both("  Если срок пропущен:", "  If a deadline is missed:").in_(language)
    for rung in ladder.rungs:
        when = after_span(rung.after, language) if rung.after else both("сразу", "at once").in_(language)
        yield f"    {when} — {_whom(regulation, rung, language)}"
    yield from (f"    {line}" for line in _quiet_hours(ladder, language))
    yield from (f"    {line}" for line in _on_duty(regulation, desk, now, language))


def _whom(regulation: Regulation, rung: Rung, language: str) -> str:
    if rung.to == "agents":
        return ", ".join(_name(regulation, agent) for agent in rung.agents)
    words = _RECIPIENTS[rung.to].in_(language)
    if rung.to not in ("phone", "ring"):
        return words
    if rung.phone is not None:
        return both(f"{words} на {rung.phone}", f"{words} to {rung.phone}").in_(language)
    return both(f"{words} дежурному", f"{words} to whoever is on duty").in_(language)


def _quiet_hours(ladder: Ladder, language: str) -> Iterator[str]:
    if ladder.quiet_hours is None:
        return
    urgent = [say(language, f"severity.{severity}") for severity in SEVERITIES if ladder.is_urgent(severity)]
    listed = both(" или ", " or ").in_(language).join(urgent)
    yield both(
        f"тихие часы {ladder.quiet_hours}: ждём их конца, кроме случаев, когда срочность {listed}",
        f"quiet hours {ladder.quiet_hours}: their end is waited for, unless the severity is {listed}",
    ).in_(language)


def _on_duty(regulation: Regulation, desk: Desk, now: datetime, language: str) -> Iterator[str]:
    """By the roster alone: swaps are not part of the regulation."""
    rotation = regulation.duty.get(desk.duty or "")
    if rotation is None:
        return
    zone = ZoneInfo(regulation.organisation.timezone)
    member, _, until = rotation.turn(now, zone)
    following = rotation.turn(until, zone)[0]
    when = moment_in_words(until, zone, language)
    name, following_name = _name(regulation, member), _name(regulation, following)
    then = both(f", затем {following_name}", f", then {following_name}") if following != member else both("", "")
    yield both(
        f"по графику дежурит {name} до {when}{then.in_('ru')}",
        f"on duty by the roster: {name} until {when}{then.in_('en')}",
    ).in_(language)


def _name(regulation: Regulation, member_id: str) -> str:
    member = regulation.member(member_id)
    return member.name if member is not None else member_id
