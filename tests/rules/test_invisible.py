"""Characters that nobody sees, or that turn round what stands beside them: shown harmlessly wherever people read."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from models.phrases.catalogue import say
from models.rules.delivery.message_parts import parts_of
from models.rules.desk.card import CardView, render_card
from models.rules.desk.history import tell
from models.rules.desk.ticket_names import ticket_title, topic_name
from models.rules.texts.content import Entity, Piece, harmless, one_line
from models.rules.texts.manner import PLAIN, Manner

NOON = datetime(2026, 11, 11, 9, 0, tzinfo=UTC)
CARD = CardView(
    number=7,
    requester_name="Анна",
    language="ru",
    kind_title="Вопрос",
    state="open",
    opened_at=NOON,
    zone="Europe/Moscow",
    now=NOON,
    first_text="Не работает",
)
DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
NOTHINGS = [
    *("\u3164", "\u200b\u200b", "\u2800 \u2800", "\u115f\u1160", "\ufeff", "\u00ad", "\u200e\u200f", "\u0301"),
    *("\u202e", "\u200d", "\ufe0f", "\U000e0061", "\u180e", "\u2060"),
]


@dataclass(frozen=True)
class Said:
    """A message of a conversation that is told again."""

    author: str
    agent_name: str | None
    text: str
    entities: tuple[Entity, ...] = ()
    at: datetime = NOON
    manner: Manner = PLAIN
    person_name: str | None = None


@pytest.mark.parametrize("name", NOTHINGS)
def test_a_name_of_nothing_is_no_name(name: str) -> None:
    assert topic_name(7, "Вопрос", name, "Не работает") == "№7 без имени: Не работает"
    assert "От: без имени (русский)" in render_card(replace(CARD, requester_name=name), "ru").text


@pytest.mark.parametrize("text", NOTHINGS)
def test_a_text_of_nothing_is_called_by_its_kind(text: str) -> None:
    assert ticket_title(text, "Вопрос") == "Вопрос"
    assert say("ru", "card.no_text") in render_card(replace(CARD, first_text=text), "ru").text


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_nothing_of_a_person_turns_our_words_round(direction: str) -> None:
    name, text = f"Анна{direction} Петрова", f"Смотрите {direction}файл"
    card = render_card(replace(CARD, requester_name=name, first_text=text), "ru").text
    shown = [
        topic_name(7, "Вопрос", name, text),
        ticket_title(text, "Вопрос"),
        card,
        say("ru", "staff.taken_by", agent=name),
        parts_of(text)[0]["text"],
        tell([Said("agent", name, text)], "ru", "Europe/Moscow")[0].text,
    ]
    assert [one for one in shown if direction in one] == []
    assert "Смотрите файл" in card


@pytest.mark.parametrize(
    "text",
    ["Анна", "Ян Ле́йн", "👩‍👩‍👧 Семья", "❤️", "نستعلیق می‌خواهم", "हिन्दी", "٣", "a\u0301", "-"],
)
def test_what_people_see_stays(text: str) -> None:
    assert one_line(text) == text.replace("\u200c", "")


def test_lines_tabs_and_spaces_become_one_line() -> None:
    assert one_line(" Анна\n\tПетрова\u2028\u0085 и\u00a0сын \u200b ") == "Анна Петрова и сын"


def bold(offset: int, length: int) -> Entity:
    return {"type": "bold", "offset": offset, "length": length}


@pytest.mark.parametrize(
    ("text", "entities", "expected"),
    [
        ("ab", (bold(0, 2),), Piece("ab", (bold(0, 2),))),
        ("\u202eab", (bold(1, 2),), Piece("ab", (bold(0, 2),))),
        ("a\u202eb", (bold(0, 3),), Piece("ab", (bold(0, 2),))),
        ("🙂\u202eab\u202c c", (bold(3, 2), bold(7, 1)), Piece("🙂ab c", (bold(2, 2), bold(5, 1)))),
        ("a\u202eb", (bold(1, 1),), Piece("ab", ())),
    ],
)
def test_formatting_keeps_its_place(text: str, entities: tuple[Entity, ...], expected: Piece) -> None:
    assert harmless(text, entities) == expected
