"""When Telegram was last heard, and what staff are told when that was too long ago (REQUIREMENTS G7)."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from models.actions.desk.staff import tell_group
from models.clock import Instant
from models.phrases.catalogue import say
from models.phrases.times import absolute
from models.queries.regulation import EditionView, dropped_desk, edition_in_force
from models.queries.staff import StaffGroup, groups_of_bot
from models.rules.delivery.transports import STAFF_TRANSPORT
from models.rules.regulation.parsing import Desk
from models.tables.organisations import bot_account

#: So long Telegram keeps what nobody fetched.
KEPT_FOR = timedelta(hours=24)


def note_heard(tx: Connection, at: Instant, account: str) -> bool:
    """Everything that Telegram still has for us was received just now. True: there was a gap, and staff are told.

    One transaction: killed before its end, nothing is told, and the next time finds the same gap.
    Goes by the real clock: a rehearsal that moved the organisation's lost nothing.
    """
    mine = (bot_account.c.transport == STAFF_TRANSPORT, bot_account.c.account == account)
    heard_at = tx.execute(select(bot_account.c.heard_at).where(*mine)).scalar_one_or_none()
    tx.execute(update(bot_account).where(*mine).values(heard_at=at.real))
    if heard_at is None or at.real - heard_at <= KEPT_FOR:
        return False
    for group in groups_of_bot(tx, account):
        edition = edition_in_force(tx, group.organisation_id, at.now)
        if edition is not None:
            text = _gap_words(_desk(tx, edition, group), edition, heard_at, at.real)
            tell_group(tx, at, account, group.chat_id, text)
    return True


def _desk(tx: Connection, edition: EditionView, group: StaffGroup) -> Desk:
    """Also one that the edition in force no longer names: its group is still there."""
    named = next((desk for desk in edition.regulation.desks if desk.id == group.desk_key), None)
    return named or dropped_desk(tx, group.organisation_id, group.desk_key)


def _gap_words(desk: Desk, edition: EditionView, heard_at: datetime, until: datetime) -> str:
    language, zone = desk.staff_language, edition.regulation.organisation.timezone
    return say(
        language,
        "staff.gap",
        since=absolute(heard_at, zone, language),
        lost_until=absolute(until - KEPT_FOR, zone, language),
        until=absolute(until, zone, language),
    )
