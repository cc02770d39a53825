"""An agent says that it was no request.

The buttons below what was posted stay: a ticket that was given back may be dismissed anew.
"""

from typing import cast

from bot.desk.outcomes import Done, Outcome
from bot.desk.refusals import StaleButton
from models.actions.tickets import dismissals
from models.actions.tickets.acting import Acting
from models.rules.desk.dismissals import Reason, is_reason, reason_in


def dismiss(acting: Acting, reason: str) -> Outcome:
    if not is_reason(reason):
        raise StaleButton
    dismissals.dismiss(acting, cast(Reason, reason))
    return Done(shown=True)


def dismiss_by_words(acting: Acting, words: str) -> Outcome:
    """words: a reason as people call it, or what explains it."""
    dismissals.dismiss(acting, *reason_in(words))
    return Done(shown=True)
