"""The doctor: asking Telegram about a staff group, keeping what it says, telling the group if it wanted to know."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from models.actions import outbox, staff
from models.actions.dispatching import Dispatch
from models.actions.outbox import Draft
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.group_health import desk_facts
from models.queries.modems import modem_findings
from models.queries.regulation import dropped_desk
from models.queries.staff import bound_group
from models.rules.delivery_states import WAITING, DeliveryState
from models.rules.group_health import GroupFacts, desk_findings, group_findings
from models.rules.group_report import render_findings
from models.rules.outgoing import DELIVER, Kind, Urgency
from models.tables.group_checks import group_check
from models.tables.lanes import lane
from models.tables.lanes import outbox as outbox_table


def ask_about(
    tx: Connection, at: Instant, account: str, chat_id: int, *, tell: bool = False, thread_id: int | None = None
) -> int:
    """Has whoever sends ask Telegram about the group. tell: the verdict is posted there. Returns the row's id."""
    draft = Draft(Kind.CHECK_GROUP, {"tell": tell, "thread_id": thread_id}, repeatable=True, chat_id=chat_id)
    outbox.post(tx, account, f"check:{chat_id}", Urgency.CONVERSATION, [draft], at.real)
    here = and_(lane.c.queue == DELIVER, lane.c.account == account, lane.c.key == f"check:{chat_id}")
    newest = select(func.max(outbox_table.c.id)).select_from(outbox_table.join(lane)).where(here)
    row_id: int = tx.execute(newest).scalar_one()
    return row_id


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
    if dispatch.payload.get("tell"):
        _tell(tx, at, dispatch, GroupFacts.of_json(answers))


def _tell(tx: Connection, at: Instant, dispatch: Dispatch, facts: GroupFacts) -> None:
    assert dispatch.chat_id is not None
    group = bound_group(tx, dispatch.account, dispatch.chat_id)
    if group is None:
        return
    # as it was when it was last named: how the group is spoken to must not hang on an edition that dropped it
    desk = dropped_desk(tx, group.organisation_id, group.desk_key)
    language = desk.staff_language
    findings = [*group_findings(facts, group.account), *desk_findings(desk_facts(tx, group.desk_id, at.now))]
    findings += modem_findings(tx, at, group.desk_key)
    head = say(language, "doctor.desk", desk=desk.title.in_(language))
    text = f"{head}\n{render_findings(findings, language)}"
    staff.tell_group(tx, at, group.account, group.chat_id, text, dispatch.payload.get("thread_id"))
