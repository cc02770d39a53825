"""One stored SMS or call → whoever it is for. Runs inside the transaction of the inbox loop."""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import Connection

from bot import silence
from bot.inbox_loop import PressAnswer
from bot.scope import Scope
from bot.sms import calls, texts
from bot.sms.replies import say_by_sms
from models.actions.queue.inbox import Waiting
from models.actions.reach.sms_words import GSM_ACCOUNT, SMS
from models.actions.talk.drafts import SILENCE
from models.clock import Instant
from models.queries.regulation import EditionView


def handle(tx: Connection, at: Instant, edition: EditionView, rows: Sequence[Waiting]) -> list[PressAnswer]:
    """rows: one, as SMS have no albums. payload: see sms_arrivals.py. Raises for an unknown kind."""
    scope = Scope(tx, at, GSM_ACCOUNT, edition)
    for row in rows:
        if row.payload["kind"] == "call":
            calls.rang(scope, row)
        elif row.payload["kind"] == SILENCE:
            silence.passed(scope, SMS, row.payload["address"], partial(say_by_sms, scope))
        elif row.payload["kind"] == "sms":
            texts.wrote(scope, row)
        else:
            raise ValueError(f"neither an SMS nor a call: {row.payload['kind']!r}")
    return []
