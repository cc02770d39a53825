"""Which statements of the product name no organisation, and why. A test fails for an entry that is not needed."""

from collections.abc import Mapping
from typing import Final

#: Work for all organisations: each row that comes back says whose it is.
FOR_ALL: Final[Mapping[str, str]] = {
    "models.queries.organisations:_ALL": "which organisations there are",
    "models.queries.regulation:_ALL_IN_FORCE": "the edition of each",
    "models.queries.tickets:_OF_ROWS": "due timers and rows of the outbox say no more than the ticket",
    "models.queries.staff:_KNOWN_THERE": "rows of the outbox say no more than the group",
    "models.queries.staff:_COLLEAGUE_THERE": "rows of the outbox say no more than the chat",
    "models.queries.staff:_OF_ALL": "monitoring counts what waits for each group",
    "models.queries.staff:_OF_BOT": "a bot that was not heard for long tells all its groups",
    "models.actions.queue.delivery_rows:_LOCKED": "rows of the outbox say no more than their delivery",
    "models.actions.queue.delivery_rows:_LONE": "as _LOCKED, of many rows at once",
    "models.queries.rehearsal:_NEXT": "the rehearsal clock is one for all, and stops at whatever is due first",
    "models.actions.desk.announcements:_BOUND": "what is wrong with the machine is told to every group",
    "models.actions.enforcement.due_timers:_DUE": "one worker fires the timers of all",
    "models.actions.enforcement.stepped_clock:_ADOPTED_AHEAD": "a clock that stepped back is put right for all",
    "models.actions.enforcement.stepped_clock:_HAPPENED_AHEAD": "a clock that stepped back is put right for all",
    "models.actions.enforcement.stepped_reach:_CHALLENGES": "a clock that stepped back is put right for all",
    "models.actions.enforcement.stepped_reach:_INVITATIONS": "a clock that stepped back is put right for all",
    "models.actions.enforcement.stepped_reach:_ERASURES": "a clock that stepped back is put right for all",
    "models.actions.enforcement.stepped_reach:_CHANGES": "a clock that stepped back is put right for all",
    "models.actions.enforcement.stepped_reach:_CHAINS": "a clock that stepped back is put right for all",
    "models.actions.enforcement.stepped_reach:_HELD_CHAINS": "a clock that stepped back is put right for all",
    "models.actions.enforcement.stepped_reach:_ADDRESSES": "a clock that stepped back is put right for all",
    "models.actions.delivery.shut_windows:_HEARD": "rows of the outbox say no more than the address",
    "models.actions.talk.window_reminders:_DUE": "one worker looks at the windows of all",
    "models.actions.talk.window_reminders:_CLOSED": "as _DUE",
    "models.actions.delivery.next_steps:_DUE": "one worker takes the next steps of all chains",
    "models.actions.delivery.restoring:_HELD": "a past that comes back is everybody's",
    "models.actions.delivery.restoring:_STAND_STILL": "a past that comes back is everybody's",
    "models.actions.talk.kept_answers:_EVERYBODYS": "a past that comes back is everybody's",
    "models.actions.delivery.restoring:_VOID_CHALLENGES": "a past that comes back is the past of all",
    "models.actions.reach.rechecks:_DUE": "one sweeper looks at the addresses of all",
    "models.actions.reach.rechecks:_DUE_AND_HELD": "as _DUE",
    "models.actions.erasure.lanes_of_theirs:_SOMEBODYS": "a phone is one lane for all organisations",
    "models.actions.erasure.copies:_DUE": "one worker makes the copies of all",
    "models.actions.erasure.copies:_DUE_AND_HELD": "as _DUE",
    "models.queries.erasures:_DUE": "one worker goes on with the erasures of all",
    "models.queries.erasures:_DUE_AND_HELD": "as _DUE",
    "models.actions.talk.drafts:_DUE": "one sweeper wakes the dialogues of all",
    "models.actions.tickets.attachments:_OF_ROW": "a file is fetched by a row that says no more than its attachment",
}

#: What belongs to no organisation, or can't say to which.
OF_NONE: Final[Mapping[str, str]] = {
    "models.actions.queue.delivery_rows:_ALONE": "as _LOCKED; SQLite compares no two tables in what a change returns",
    "models.actions.queue.many_rows:last_id(delivery)": "SQLite numbers the rows of all alike",
    "models.actions.queue.many_rows:last_id(contract)": "as of deliveries",
    "models.actions.queue.many_rows:last_id(person)": "as of deliveries",
    "models.actions.queue.many_rows:last_id(address)": "as of deliveries",
    "models.actions.queue.many_rows:last_id(message)": "as of deliveries",
    "models.queries.deadlines:_NEXT_EVENT": "only when something is due, whosever it is",
    "models.queries.deadlines:_NEXT_OF_ALL": "only when something is due, whosever it is",
    "models.actions.enforcement.stepped_clock:_NEWEST_STAMP": "how late it is elsewhere, whoever wrote last",
}

#: Packages that move whole tables.
WHOLE_TABLES: Final[Mapping[str, str]] = {
    "models.backup": "a backup is of the whole database, and so is what is brought back",
    "models.migrations": "a migration changes the rows of everybody",
}
