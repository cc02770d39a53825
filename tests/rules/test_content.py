"""Text with entities: measured, cut and joined in UTF-16 units."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.texts.content import (
    Entity,
    Piece,
    best_cut,
    bold,
    clip,
    cut,
    one_line,
    shift,
    split,
    utf16_length,
    with_header,
)

FAMILY = "👨‍👩‍👧"
WAVE = "👋🏽"
FLAG = "🇷🇺"


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def covered(piece: Piece, entity: Entity) -> str:
    """What an entity covers, cut out in UTF-16 as Telegram does."""
    encoded = piece.text.encode("utf-16-le")
    return encoded[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode("utf-16-le")


words = st.text(alphabet="аб \n.!👋é𝔸", max_size=200)


@given(st.text())
def test_length_is_what_utf16_says(text: str) -> None:
    assert utf16_length(text) == units(text)


@given(words, st.integers(0, 60))
def test_a_clipped_text_fits_and_is_a_beginning(text: str, limit: int) -> None:
    clipped = clip(text, limit)
    assert units(clipped) <= limit
    assert clipped == text or text.startswith(clipped.removesuffix("…").rstrip())


def test_a_text_of_exactly_the_limit_is_not_clipped() -> None:
    assert clip("абвгд", 5) == "абвгд"
    assert clip("абвгде", 5) == "абвг…"


@pytest.mark.parametrize("sign", [FAMILY, WAVE, FLAG, "é", "1️⃣"])
def test_a_sign_made_of_several_characters_is_kept_whole_or_dropped(sign: str) -> None:
    for limit in range(2, 2 + units(sign)):
        assert clip("а" + sign + "бвгдежзик", limit) in {"а…", f"а{sign}…"}


def test_a_clip_prefers_the_end_of_a_word() -> None:
    assert clip("Нет интернета с самого утра", 20) == "Нет интернета с…"


@given(words, st.integers(1, 40))
def test_splitting_loses_nothing_but_white_space_and_every_piece_fits(text: str, limit: int) -> None:
    limit = max(limit, 4)
    pieces = split(text, limit=limit)
    assert all(units(piece.text) <= limit for piece in pieces)
    assert "".join("".join(piece.text.split()) for piece in pieces) == "".join(text.split())


@given(words, st.integers(4, 40), st.data())
def test_entities_keep_covering_what_they_covered(text: str, limit: int, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    if start == end:
        return
    entity = {"type": "bold", "offset": units(text[:start]), "length": units(text[start:end])}
    pieces = split(text, [entity], limit=limit)
    again = "".join(covered(piece, part) for piece in pieces for part in piece.entities)
    assert "".join(again.split()) == "".join(text[start:end].split())
    for piece in pieces:
        for part in piece.entities:
            assert part["length"] > 0
            assert part["offset"] + part["length"] <= units(piece.text)


def test_a_short_text_comes_back_as_it_is() -> None:
    entities = ({"type": "bold", "offset": 1, "length": 2},)
    assert split("  текст\n", entities) == (Piece("  текст\n", entities),)


def test_a_long_text_is_cut_between_paragraphs_then_lines_then_sentences_then_words() -> None:
    assert best_cut("аааа. бббб\nвв\n\nгггггг", 16) == len("аааа. бббб\nвв\n\n")
    assert best_cut("аааа. бббб\nвввввввв", 16) == len("аааа. бббб\n")
    assert best_cut("аааа аааа. ббббббббб", 16) == len("аааа аааа. ")
    assert best_cut("аааа аааа ббббббббб", 16) == len("аааа аааа ")
    assert best_cut("а" * 20, 16) == 16


def test_the_limit_counts_units_and_not_characters() -> None:
    pieces = split("👋" * 3000)
    assert [units(piece.text) for piece in pieces] == [4096, 1904]


def test_a_link_cut_in_two_leads_to_the_same_place_from_both_halves() -> None:
    link = {"type": "text_link", "offset": 0, "length": 10, "url": "https://example.org"}
    first, second = split("аааа ббббб", [link], limit=6)
    assert first.entities == ({**link, "length": 4},)
    assert second.entities == ({**link, "length": 5},)


def test_a_custom_emoji_cut_in_two_is_dropped_because_half_of_one_is_refused() -> None:
    emoji = {"type": "custom_emoji", "offset": 0, "length": 4, "custom_emoji_id": "1"}
    assert all(not piece.entities for piece in split("аааа", [emoji], limit=2))


def test_cutting_trims_white_space_and_moves_entities_with_it() -> None:
    piece = cut("аа  👋 бб", [bold(0, "аа  👋 бб")], 2, 6)
    assert piece == Piece("👋", ({"type": "bold", "offset": 0, "length": 2},))


def test_a_header_is_bold_and_the_entities_of_the_text_move_behind_it() -> None:
    piece = with_header("👋 №12:", "текст", [{"type": "italic", "offset": 0, "length": 5}])
    assert piece.text == "👋 №12:\nтекст"
    assert [covered(piece, entity) for entity in piece.entities] == ["👋 №12:", "текст"]


def test_an_empty_header_changes_nothing_and_a_header_alone_has_no_line_after_it() -> None:
    assert with_header("", "текст") == Piece("текст")
    assert with_header("№12:", "").text == "№12:"


def test_shifting_leaves_the_original_alone() -> None:
    original = bold(0, "аб")
    assert shift([original], 3)[0]["offset"] == 3
    assert original["offset"] == 0


def test_a_name_is_one_line_without_control_characters() -> None:
    assert one_line(" Анна\n\tПетрова\x00\x1b ") == "Анна Петрова"
