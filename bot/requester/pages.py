"""A list with more choices than one message shows: its pages are turned by a row of it, or in words."""

from typing import Final

from bot.conversation.state import State
from bot.conversation.words import says
from bot.requester.authors import Author
from bot.scope import Scope
from models.actions.reach import offers, requester_words
from models.actions.reach.requester_words import Words
from models.queries.persons import paged_to
from models.rules.delivery.choice_pages import Paged, page_meant, pages_of, rows_of
from models.rules.delivery.choices import DialogueChoice

_MORE: Final = {"еще", "еще варианты", "дальше", "далее", "more", "more choices", "next"}
_BEFORE: Final = {"предыдущие", "предыдущие варианты", "previous", "previous choices"}


def turned(scope: Scope, author: Author, choice: DialogueChoice, pressed: str | None) -> bool:
    """False: the row is of a list that is over, or of none."""
    kept = _kept(scope, author)
    page = page_meant(kept, choice.key) if kept is not None else None
    if kept is None or page is None:
        return False
    _show(scope, author, kept, page, pressed)
    return True


def turned_in_words(scope: Scope, author: Author, text: str) -> bool:
    """False: the words say something else, or there is no such page."""
    step = 1 if says(text, _MORE) else -1 if says(text, _BEFORE) else 0
    kept = _kept(scope, author) if step else None
    if kept is None or not 1 <= kept["page"] + step <= pages_of(kept):
        return False
    _show(scope, author, kept, kept["page"] + step, None)
    return True


def _kept(scope: Scope, author: Author) -> Paged | None:
    """None: what was listed last is over."""
    kept = paged_to(scope.tx, author.who.address_id)
    return kept if kept is not None and _is_asked(kept, author.state) else None


def _is_asked(kept: Paged, state: State) -> bool:
    return kept["version"] in (0, state.version)


def _show(scope: Scope, author: Author, kept: Paged, page: int, pressed: str | None) -> None:
    who = author.who
    offers.offer_pages(scope.tx, who.address_id, {**kept, "page": page})
    rows = [[row] for row in rows_of(kept, page, who.language)]
    words = Words(kept["text"], rows, kept["entities"], in_place=True)
    if pressed is None or not who.traits.edits:  # all of it stands above already
        words = Words(kept["text"].rpartition("\n\n")[2], rows)
    requester_words.tell_all(scope.tx, scope.at, who, [words], pressed=pressed)
