"""The doctor: asking Telegram about a staff group, keeping what it says, telling the group if it wanted to know."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from models.actions.desk import group_news, staff
from models.actions.queue import lanes, outbox
from models.actions.queue.dispatching import Dispatch
from models.actions.queue.outbox import OutgoingRow
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.group_health import desk_facts
from models.queries.modems import modem_findings
from models.queries.number_health import findings_on_numbers
from models.queries.reachable import findings_on_reach
from models.queries.regulation import dropped_desk
from models.queries.staff import StaffGroup, group_of_row
from models.rules.delivery.outgoing import DELIVER, RowKind, Urgency
from models.rules.delivery.payloads import as_check_group
from models.rules.delivery.places import in_staff_chat
from models.rules.delivery.states import WAITING, DeliveryState
from models.rules.health.group_health import GroupFacts, broken, desk_findings, group_findings
from models.rules.health.group_report import render_findings
from models.tables.group_checks import group_check
from models.tables.lanes import lane
from models.tables.lanes import outbox as outbox_table
from models.tables.organisations import staff_group

#: So often a group is asked about while something in it does not work.
_WATCH_EVERY = timedelta(minutes=1)


def ask_about(
    tx: Connection, at: Instant, account: str, chat_id: int, *, tell: bool = False, thread_id: int | None = None
) -> int:
    """Has whoever sends ask Telegram about the group. tell: the verdict is posted there. Returns the row's id."""
    draft = OutgoingRow(
        RowKind.CHECK_GROUP, {"tell": tell, "thread_id": thread_id}, repeatable=True, to=in_staff_chat(chat_id)
    )
    outbox.post(tx, account, f"check:{chat_id}", Urgency.CONVERSATION, [draft], at.real)
    here = and_(lane.c.queue == DELIVER, lane.c.account == account, lane.c.key == f"check:{chat_id}")
    newest = select(func.max(outbox_table.c.id)).select_from(outbox_table.join(lane)).where(here)
    row_id: int = tx.execute(newest).scalar_one()
    return row_id


def watch(tx: Connection, at: Instant, account: str, chat_id: int) -> None:
    """Something may be wrong with the group, or right again: asked until it works, and told when that changes."""
    here = and_(lane.c.queue == DELIVER, lane.c.account == account, lane.c.key == _watch_lane(chat_id))
    waits = outbox_table.c.lane_id.in_(select(lane.c.id).where(here)), outbox_table.c.state.in_(WAITING)
    if tx.execute(update(outbox_table).where(*waits).values(not_before=at.real)).rowcount:
        tx.execute(update(lane).where(here).values(due_at=at.real))
        return
    _watch(tx, at, account, chat_id)


def _watch(tx: Connection, at: Instant, account: str, chat_id: int, wait: timedelta = timedelta(0)) -> None:
    draft = OutgoingRow(RowKind.CHECK_GROUP, {"watch": True}, repeatable=True, to=in_staff_chat(chat_id), wait=wait)
    outbox.post(tx, account, _watch_lane(chat_id), Urgency.CONVERSATION, [draft], at.real)


def _watch_lane(chat_id: int) -> str:
    return f"watch:{chat_id}"


def ask_no_more(tx: Connection, at: Instant, row_id: int) -> None:
    """Whoever asked has gone: an answer in an hour would be for nobody."""
    waits = update(outbox_table).where(outbox_table.c.id == row_id, outbox_table.c.state.in_(WAITING))
    tx.execute(waits.values(state=DeliveryState.CANCELLED, ended_at=at.real))


def record_answers(tx: Connection, at: Instant, dispatch: Dispatch, answers: Mapping[str, Any]) -> None:
    """answers: `GroupFacts.as_json`."""
    here = (group_check.c.account == dispatch.account, group_check.c.chat_id == dispatch.chat_id)
    tx.execute(delete(group_check).where(*here))
    tx.execute(
        insert(group_check).values(
            outbox_id=dispatch.id,
            account=dispatch.account,
            chat_id=dispatch.chat_id,
            answered_at=at.now,
            answers=dict(answers),
        )
    )
    assert dispatch.chat_id is not None
    group = group_of_row(tx, dispatch.account, dispatch.chat_id)
    if group is None or not group.is_bound:
        return
    facts = GroupFacts.of_json(answers)
    asked = as_check_group(dispatch.payload)
    if asked.get("tell"):
        _tell(tx, at, group, facts, asked.get("thread_id"))
    if asked.get("watch") and _still_broken(tx, at, group, facts):
        _watch(tx, at, group.account, group.chat_id, _WATCH_EVERY)


def _still_broken(tx: Connection, at: Instant, group: StaffGroup, facts: GroupFacts) -> bool:
    """Tells heads, and the group where it can hear, what changed since they were last told."""
    wrong = broken(group_findings(facts, group.account))
    names = ",".join(finding.name for finding in wrong)
    told = select(staff_group.c.trouble).where(staff_group.c.id == group.id)
    before = tx.execute(told).scalar_one() or ""
    if names == before:
        return bool(wrong)
    tx.execute(update(staff_group).where(staff_group.c.id == group.id).values(trouble=names or None))
    if not wrong:
        lanes.look_at_once(tx, DELIVER, group.account, at.real)
        outbox.go_on(tx, group.account, group.chat_id, at.real)
    for_whom = [group_news.tell_heads]
    if not any(finding.name in ("writing", "access") for finding in wrong):
        for_whom.append(group_news.tell)
    for tell in for_whom:
        if wrong:
            tell(tx, at, group, "staff.group_broken", verdict=lambda language: render_findings(wrong, language))
        else:
            tell(tx, at, group, "staff.group_mended")
    return bool(wrong)


def _tell(tx: Connection, at: Instant, group: StaffGroup, facts: GroupFacts, thread_id: int | None) -> None:
    # as it was when it was last named: how the group is spoken to must not hang on an edition that dropped it
    desk = dropped_desk(tx, group.organisation_id, group.desk_key)
    language = desk.staff_language
    about_desk = desk_facts(tx, group.organisation_id, group.desk_id, at.now)
    findings = [*group_findings(facts, group.account), *desk_findings(about_desk)]
    findings += modem_findings(tx, at, group.organisation_id, group.desk_key)
    findings += findings_on_numbers(tx, at, group.organisation_id, group.desk_key, language, facts.numbers)
    findings += findings_on_reach(tx, group.organisation_id, at.now)
    head = say(language, "doctor.desk", desk=desk.title.in_(language))
    text = f"{head}\n{render_findings(findings, language)}"
    staff.tell_group(tx, at, group.account, group.chat_id, text, thread_id)
