"""Words with entities as WhatsApp's clients read them."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.texts.content import utf16_length
from workers.transports.whatsapp_markup import marked_up


def entity(kind: str, text: str, words: str, **more: Any) -> dict[str, Any]:
    place = text.index(words)
    return {"type": kind, "offset": utf16_length(text[:place]), "length": utf16_length(words), **more}


def shown(text: str, *entities: dict[str, Any], limit: int = 4096) -> str:
    return marked_up(text, entities, limit)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("bold", "Это *важно*!"),
        ("italic", "Это _важно_!"),
        ("strikethrough", "Это ~важно~!"),
        ("code", "Это `важно`!"),
    ],
)
def test_marks_stand_around_the_words(kind: str, said: str) -> None:
    assert shown("Это важно!", entity(kind, "Это важно!", "важно")) == said


def test_an_emoji_before_the_words_does_not_move_the_marks() -> None:
    assert shown("👍🏽 да", entity("bold", "👍🏽 да", "да")) == "👍🏽 *да*"


def test_marks_are_one_inside_the_other() -> None:
    text = "очень важно знать"
    assert (
        shown(text, entity("bold", text, "важно"), entity("italic", text, "очень важно")) == "_очень *важно*_ знать"
    )
    assert shown("да", entity("bold", "да", "да"), entity("italic", "да", "да")) == "*_да_*"


def test_marks_end_with_their_line_and_stand_at_words() -> None:
    text = "первая \nвторая"
    assert shown(text, entity("bold", text, text)) == "*первая* \n*вторая*"


def test_a_mark_that_would_not_be_read_is_left_out() -> None:
    assert shown("примета", entity("bold", "примета", "мет")) == "примета"
    assert shown("2*2 равно", entity("bold", "2*2 равно", "2*2 равно")) == "2*2 равно"


def test_lines_of_code_keep_together() -> None:
    text = "ping\ntracert"
    assert shown(text, entity("pre", text, text, language="sh")) == "```ping\ntracert```"


def test_a_link_behind_words_is_written_out_and_one_that_shows_its_address_is_not() -> None:
    text = "Смотрите тут и там"
    said = shown(text, entity("text_link", text, "тут", url="https://a.example/"), entity("bold", text, "там"))
    assert said == "Смотрите тут (https://a.example/) и *там*"
    link = "https://a.example"
    assert shown(link, entity("text_link", link, link, url="https://a.example/")) == link


def test_a_quote_begins_each_of_its_lines() -> None:
    text = "раз\nдва\nответ"
    assert shown(text, entity("blockquote", text, "раз\nдва")) == "> раз\n> два\nответ"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Наберите *100# и вызов", "Наберите *100# и вызов"),
        ("Наберите *111*1# и вызов", "Наберите *111*1# и вызов"),
        ("Сотрите *.tmp и *.bak", "Сотрите *.tmp и *.bak"),
        ("2*3*4=24", "2*3*4=24"),
        ("имя_файла_тут", "имя_файла_тут"),
        ("пароль *a1b2*", "пароль `*a1b2*`"),
        ("пароль _x_ или ~y~", "пароль `_x_` или `~y~`"),
        ("уже код `*a*`", "уже код `*a*`"),
    ],
)
def test_what_a_person_typed_keeps_its_letters(typed: str, said: str) -> None:
    assert shown(typed) == said


def test_without_room_for_marks_the_words_go_without() -> None:
    assert shown("Это важно", entity("bold", "Это важно", "важно"), limit=10) == "Это важно"


@given(st.text(alphabet="аб *_~`\n👍1.", max_size=30), st.data())
def test_no_letter_is_lost_or_moved(text: str, data: st.DataObject) -> None:
    """The marks taken away, the text is as it was."""
    length = utf16_length(text)
    entities = []
    for _ in range(data.draw(st.integers(0, 4))):
        start = data.draw(st.integers(0, length))
        kind = data.draw(
            st.sampled_from(["bold", "italic", "strikethrough", "code", "pre", "blockquote", "underline"])
        )
        entities.append({"type": kind, "offset": start, "length": data.draw(st.integers(0, length - start))})
    said = marked_up(text, entities, 10_000)
    letters = iter(said)
    assert all(letter in letters for letter in text), "the text is in what is shown, in its order"
    assert set(re.sub(r"[*_~`> ]", "", said)) <= set(text)


def test_marks_of_neighbours_close_before_they_open() -> None:
    text = "а б"
    assert shown(text, entity("bold", text, "а"), entity("italic", text, "б")) == "*а* _б_"
