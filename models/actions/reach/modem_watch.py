"""Tells staff what modems do: each trouble once, its end once (models/rules/health/modem_health.py)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select, update

from models.actions.reach.automatic_sms import tell_sms_desk
from models.clock import Instant
from models.phrases.catalogue import say
from models.phrases.times import duration
from models.queries.modems import modem_facts
from models.queries.regulation import EditionView, editions_in_force
from models.rules.health.group_report import render_findings
from models.rules.health.modem_health import Condition, ModemFacts, News, Told, findings_of, news_of
from models.tables.modems import modem


def watch_modems(tx: Connection, at: Instant, *, seeing: bool = True) -> bool:
    """True: staff were told something. Until the desk has a group, nothing counts as told.

    seeing: False: whoever asks has just begun to look, so that a bridge which was silent may not have had its turn.
    """
    if not _news(tx, at, seeing=seeing):
        return False
    tx.execute(select(modem.c.id).order_by(modem.c.id).with_for_update())
    news = _news(tx, at, seeing=seeing)  # another one who watches may have told it meanwhile
    heard = [one_id for edition in editions_in_force(tx, at.now) for one_id in _tell(tx, at, edition, news)]
    for one, told in news:
        if one.id in heard:
            tx.execute(update(modem).where(modem.c.id == one.id).values(**_remembered(told, at)))
    return bool(heard)


def _tell(tx: Connection, at: Instant, edition: EditionView, news: Sequence[tuple[ModemFacts, Told]]) -> list[int]:
    """Of an organisation's own SIMs and of those that all share. Returns ids of the modems of which it was told."""
    theirs = [(one, told) for one, told in news if one.concerns(edition.organisation_id)]
    language = edition.regulation.desk(edition.regulation.sms.desk).staff_language
    if not theirs or not tell_sms_desk(tx, at, edition, "\n".join(_lines(theirs, language))):
        return []
    return [one.id for one, _ in theirs]


def _news(tx: Connection, at: Instant, *, seeing: bool) -> list[tuple[ModemFacts, Told]]:
    news = [(one, told) for one in modem_facts(tx) if (told := news_of(one, at.real)) is not None]
    return [(one, told) for one, told in news if seeing or told.condition is not Condition.NOT_SERVED]


def _lines(news: Sequence[tuple[ModemFacts, Told]], language: str) -> list[str]:
    lines = []
    in_trouble = [(one.name, told.condition) for one, told in news if told.news is News.TROUBLE]
    if in_trouble:
        lines.append(render_findings(findings_of(in_trouble), language))
    for one, told in news:
        if told.news is News.WELL:
            lines.append(_well(one, language))
    return lines


def _well(one: ModemFacts, language: str) -> str:
    if one.state is Condition.RETIRED:
        return say(language, "modem.retired", modem=one.name)
    lasted = one.state_at - (one.bad_since or one.told_at or one.state_at)
    return say(language, "modem.works_again", modem=one.name, span=duration(lasted, language))


def _remembered(told: Told, at: Instant) -> dict[str, Any]:
    if told.news is News.WELL:
        return {"told_state": None, "well_at": at.real}
    return {"told_state": told.condition, "told_at": at.real}
