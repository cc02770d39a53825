"""A person with one phone in hand: what they say and choose, and what they read, drawn as their transport draws it.

Words stand in both languages, «по-русски / in English»: each phone speaks one of them.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from models.actions.queue.dispatching import Dispatch
from models.queries.persons import Requester
from models.queries.tickets import TicketView
from models.rules.delivery.choice_titles import drawn
from models.rules.delivery.choices import LIMIT_BYTES
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.payloads import as_drop_choices, as_edit, as_post
from models.rules.delivery.post_content import OfferedChoice
from models.rules.delivery.transports import WHATSAPP, Drawn, Transport
from models.rules.texts.content import utf16_length
from simulators.whatsapp.validation import checked_message
from tests.dialogues.office import DialogueOffice
from workers.transports.whatsapp_calls import call_for

_BETWEEN: Final = " / "
_MORE: Final = "Ещё варианты / More choices"
#: Of an SMS: one line of a list.
_NUMBERED: Final = re.compile(r"^(\d+) - (.+)$", re.MULTILINE)


def whatsapp_takes(dispatch: Dispatch) -> None:
    """What the product's sender would ask of the service is as its specification has it."""
    call = call_for(dispatch)
    assert call is not None
    checked_message({**call.body})


#: What the services themselves say of a message.
REQUESTS: Final = {WHATSAPP.name: whatsapp_takes}


@dataclass
class Screen:
    """One message there. choices: what they say, by what comes back. ever: those that it had at some time."""

    id: str
    text: str
    choices: dict[str, str] = field(default_factory=dict)
    ever: dict[str, str] = field(default_factory=dict)

    def offers(self, choices: dict[str, str]) -> None:
        self.choices = choices
        self.ever |= choices


@dataclass
class Phone:
    """in_words: they type what a choice says, where that is understood."""

    office: DialogueOffice
    traits: Transport
    language: str
    address: str
    in_words: bool = False
    screens: list[Screen] = field(default_factory=list)
    news: list[Screen] = field(default_factory=list)
    popped: str = ""
    _read: int = 0
    _parts: int = 0

    # -- what they do

    def says(self, words: str, **more: Any) -> str:
        """The provider's id of it."""
        text = self.mine(words)
        if self.traits.by_sms:
            self.office.comes_by_sms(self.address, text)
            said = ""
        else:
            said = self.office.comes(self.traits, self.address, text=text, language=self.language, **more)
        self._looks()
        return said

    def chooses(self, words: str) -> None:
        """In words where they do so, else by a press. On whichever page it stands."""
        if self.in_words and not self.traits.by_sms:
            self.says(words)
        else:
            self.presses(words)

    def presses(self, words: str) -> None:
        """The newest choice that says so; its number where there are no buttons."""
        label = self.mine(words)
        for _ in range(9):
            if (found := self._offers(label)) is not None:
                return self.forges(found[1], found[0])
            newest, offered = self._newest()
            more = next((key for key, shown in offered.items() if shown == self.mine(_MORE)), None)
            assert more is not None, f"nobody offers {label!r}: {self.screens}"
            self.forges(more, newest)
        raise AssertionError(f"no page has {label!r}")

    def forges(self, key: str, under: Screen | None = None) -> None:
        """A press that carries this, whether it was ever offered or not; by SMS a number."""
        if self.traits.by_sms:
            return void(self.says(key))
        press = {"press": "1"} if self.traits.edits else {}
        told = {"under": under.id} if under is not None else {}
        self.office.comes(self.traits, self.address, pressed=key, language=self.language, **press, **told)
        return self._looks()

    # -- what they see

    def reads(self, *words: str) -> None:
        """In what came last, in this order."""
        said, place = self.said, 0
        for expected in map(self.mine, words):
            found = said.find(expected, place)
            assert found >= 0, f"{expected!r} is not in {said!r}"
            place = found + len(expected)

    def reads_nothing(self) -> None:
        assert not self.news, self.news

    def looks(self) -> None:
        """At what came meanwhile."""
        self._looks()

    @property
    def said(self) -> str:
        return "\n".join([screen.text for screen in self.news] + ([self.popped] if self.popped else []))

    def reads_choices(self) -> list[str]:
        """All that the newest message with choices offers, page by page, each once and in order."""
        labels = list[str]()
        turns = {self.mine(_MORE), self.mine("Предыдущие варианты / Previous choices")}
        while True:
            (newest, found) = self._newest()
            labels += [label for label in found.values() if label not in turns]
            if (more := next((key for key, label in found.items() if label == self.mine(_MORE)), None)) is None:
                return labels
            self.forges(more, newest)

    def mine(self, words: str) -> str:
        ru, between, en = words.partition(_BETWEEN)
        return ru if not between or self.language == "ru" else en

    @property
    def turns_pages(self) -> bool:
        """A list of a dozen does not fit into one message there."""
        return 5 <= self.traits.choices.room <= 10

    # -- what stands behind

    def meets(self, name: str = "Анна") -> Requester:
        """Nobody greets them any more."""
        return self.office.meets_at(self.traits, self.address, self.language, name)

    def has_open(self, count: int) -> None:
        for _ in range(count):
            self.office.has_open(self.office.who(self.traits, self.address))
        self.office.goes_on()
        self._looks()

    def proposed_to_close(self, number: int) -> None:
        self.office.proposes_closing(self._ticket(number).id)
        self._looks()

    def is_answered(self, number: int, words: str) -> None:
        self.office.answers_them(self._ticket(number).id, words)
        self._looks()

    @property
    def tickets(self) -> list[TicketView]:
        """Open ones."""
        return self.office.open_of(self.office.who(self.traits, self.address))

    def topic(self, number: int) -> str:
        """What staff read there."""
        return "\n".join(self.office.topic_of(self._ticket(number).id))

    def _ticket(self, number: int) -> TicketView:
        return next(ticket for ticket in self.tickets if ticket.number == number)

    # -- how it is drawn

    def _newest(self) -> tuple[Screen, dict[str, str]]:
        return next((screen, screen.choices) for screen in reversed(self.screens) if screen.choices)

    def _offers(self, label: str) -> tuple[Screen, str] | None:
        for screen in reversed(self.screens):
            for key, shown in screen.choices.items():
                if shown == label:
                    return screen, key
        return None

    def _looks(self) -> None:
        before = len(self.screens)
        changed = [screen for one in self.office.left[self._read :] if (screen := self._shows(one)) is not None]
        self._read = len(self.office.left)
        self._shows_parts()
        self.news = changed + [screen for screen in self.screens[before:] if screen not in changed]
        self.popped = self.office.popped.pop() if self.office.popped else ""

    def _shows(self, dispatch: Dispatch) -> Screen | None:
        """None: it is nobody's here."""
        if (dispatch.transport, dispatch.address) != (self.traits.name, self.address):
            return None
        if self.traits.name in REQUESTS:
            REQUESTS[self.traits.name](dispatch)
        if dispatch.kind == RowKind.POST:
            self._draws(Screen(f"m{dispatch.id}", ""), as_post(dispatch.payload))
            return None
        assert self.traits.edits, f"nothing is changed there: {dispatch.kind}"
        if dispatch.kind == RowKind.DROP_CHOICES:
            self._by_id(as_drop_choices(dispatch.payload)["provider_id"]).choices = {}
            return None
        if dispatch.kind == RowKind.REACTION:
            return None
        edit = as_edit(dispatch.payload)
        screen = self._by_id(edit["provider_id"])
        screen.text = edit["text"]
        screen.offers(self._drawn([choice for row in edit.get("choices", ()) for choice in row]))
        return screen

    def _draws(self, screen: Screen, post: Any) -> None:
        screen.text = post.get("text", "")
        offered = [choice for row in post.get("choices", ()) for choice in row]
        most = (self.traits.text.with_choices if offered else 0) or self.traits.text.most
        assert most is None or utf16_length(screen.text) <= most
        assert screen.text or not offered, "choices have to stand under something"
        assert "own_contact" not in post or self.traits.shares_phone
        screen.offers(self._drawn(offered, post.get("opens_choices", "")))
        self.screens.append(screen)

    def _drawn(self, offered: list[OfferedChoice], opens: str = "") -> dict[str, str]:
        """What the transport shows: nothing that it can't, and no two alike. As people read it, so whole labels."""
        if not offered:
            return {}
        limit = self.traits.choices
        assert len(offered) <= limit.room, f"{len(offered)} have no room"
        shown = drawn(limit, offered)
        room = limit.row_title if shown.how is Drawn.LIST else limit.button_title
        titles = [one.title for one in shown.choices]
        if room:
            assert len(set(titles)) == len(titles), titles
            assert all(0 < utf16_length(title) <= room for title in titles), titles
            assert all(utf16_length(one.description) <= limit.row_description for one in shown.choices)
            assert (shown.how is Drawn.LIST) == bool(opens)
            assert utf16_length(opens) <= limit.button_title
        assert all(0 < len(one.key.encode()) <= LIMIT_BYTES for one in shown.choices)
        assert len({one.key for one in shown.choices}) == len(titles), "each comes back as itself"
        return {one.key: one.description or one.title for one in shown.choices}

    def _shows_parts(self) -> None:
        """An SMS as soon as its last part is there, with what its numbers offer."""
        mine = [part for part in self.office.parts if part.number == self.address]
        texts = list[str]()
        for part in mine[self._parts :]:
            if part.part == 1:
                texts.append("")
            texts[-1] += part.text
        self._parts = len(mine)
        for text in texts:
            offered = {number: label for number, label in _NUMBERED.findall(text)}
            if offered:  # the numbers of an older one mean nothing any more
                for screen in self.screens:
                    screen.choices = {}
            self.screens.append(Screen("", text, offered))

    def _by_id(self, provider_id: str) -> Screen:
        return next(screen for screen in self.screens if screen.id == provider_id)


def void(_: object) -> None:
    """Nothing comes of it."""
