"""What staff ask to see: why a deadline is so, more buttons, what was held back, files that were lost."""

from bot.desk.outcomes import Done, Explained, Outcome
from bot.desk.refusals import ShownAlready
from models.actions.clocks import explanations
from models.actions.desk import card_edits
from models.actions.tickets import attachments, overflows
from models.actions.tickets.acting import Acting
from models.rules.delivery.choices import whole_number


def why(acting: Acting, _: str) -> Outcome:
    """«Why this deadline?», in the language of the desk: all of it reads the topic."""
    told = explanations.for_staff(acting.tx, acting.at.now, acting.view, acting.language)
    return Explained(told.text, told.entities)


def unfold(acting: Acting, _: str) -> Outcome:
    """The buttons behind «more» of a card; its next change hides them again."""
    return _redraw(acting, more=True)


def fold(acting: Acting, _: str) -> Outcome:
    return _redraw(acting, more=False)


def _redraw(acting: Acting, *, more: bool) -> Outcome:
    card_edits.refresh_cards(acting.tx, acting.at, {acting.view.ref: acting.regulation}, more=more)
    return Done("")


def above_the_limit(acting: Acting, argument: str) -> Outcome:
    """Messages that are counted in one line. argument: OVERFLOW."""
    row = whole_number(argument)
    if row is None or not overflows.show(acting.tx, acting.at, acting.view, row, acting.agent_name, acting.language):
        raise ShownAlready
    return Done(shown=True)


def fetch_files(acting: Acting, _: str) -> Outcome:
    count = attachments.fetch_again(acting.tx, acting.at, acting.view)
    if not count:
        return Done("staff.files_all_kept")
    return Done("staff.files_asked_for", count=count)
