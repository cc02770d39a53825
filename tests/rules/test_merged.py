"""Several messages in one post: which may share it, how it reads, which of them a reply means."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from models.rules.delivery.merged import (
    Behind,
    Entry,
    drawn,
    fits,
    gathered,
    is_short,
    meant,
    places,
    quote_of,
)
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.rate_limits import Rate
from models.rules.texts.content import TEXT_LIMIT, Piece, utf16_length
from tests.rules.test_content import covered

ANNA, TODAY = "Анна Петрова, 30 ноября", "12:03"
MARK = "(повтор: возможно, это сообщение уже было)"
MINUTE = Rate(20, 60.0)


def entry(number: int, text: str, *entities: dict[str, Any], time: str = TODAY, heading: str = ANNA) -> Entry:
    return Entry(number, 0, heading, time, Piece(text, entities))


def waits(number: int, text: str, kind: RowKind = RowKind.POST, **more: Any) -> Behind:
    """A row of the same number as its message."""
    payload: Any = {"part": 0, "text": text, "entities": [], "repeated_mark": MARK, **more}
    return Behind(number, kind, payload, number, ANNA, TODAY)


def seen_by(post: Piece, kind: str) -> list[str]:
    """The text that each entity of this kind covers."""
    return [covered(post, one) for one in post.entities if one["type"] == kind]


def words(entries: list[Entry]) -> list[str]:
    return [one.words.text for one in entries]


# -- how it reads


def test_short_messages_stand_line_by_line_under_their_author_each_with_its_time() -> None:
    entries = [entry(1, "Не работает интернет"), entry(2, "вообще ничего"), entry(3, "алло?", time="12:04")]
    post = drawn(entries)
    assert post.text == f"{ANNA}\n12:03 Не работает интернет\n12:03 вообще ничего\n12:04 алло?"
    assert seen_by(post, "bold") == [ANNA, "12:03", "12:03", "12:04"]


def test_paragraphs_stand_apart_so_that_it_is_seen_where_each_ends() -> None:
    entries = [entry(1, "Раз\nДва"), entry(2, "Три"), entry(3, "Четыре")]
    assert drawn(entries).text == f"{ANNA}\n12:03 Раз\nДва\n\n12:03 Три\n12:03 Четыре"


def test_another_day_has_a_heading_of_its_own() -> None:
    entries = [entry(1, "Вечер", time="23:59"), entry(2, "Ночь", time="00:01", heading="Анна Петрова, 1 декабря")]
    assert drawn(entries).text == f"{ANNA}\n23:59 Вечер\n\nАнна Петрова, 1 декабря\n00:01 Ночь"


def test_what_was_formatted_stays_so_and_a_quotation_begins_a_line() -> None:
    quotation = {"type": "blockquote", "offset": 0, "length": 4}
    link = {"type": "text_link", "offset": 3, "length": 4, "url": "https://otklik.example"}
    post = drawn([entry(1, "😀 сюда", link), entry(2, "Цена", quotation)])
    assert post.text == f"{ANNA}\n12:03 😀 сюда\n12:03\nЦена"
    assert seen_by(post, "text_link") == ["сюда"]
    assert seen_by(post, "blockquote") == ["Цена"]


# -- what may share a post


def test_all_that_is_nothing_but_words_goes_together_up_to_what_stands_by_itself() -> None:
    for alone in ("attachments", "reply", "choices", "native", "preview"):
        with_more: Any = {alone: [{}]}
        behind = [waits(2, "два"), waits(3, "три", **with_more), waits(4, "четыре")]
        entries, taken = gathered([entry(1, "раз")], behind, MARK)
        assert (words(entries), taken) == (["раз", "два"], [2]), alone


def test_a_correction_of_what_nobody_has_seen_takes_the_place_of_its_words() -> None:
    behind = [waits(2, "дав"), waits(2, "два", RowKind.EDIT), waits(3, "три")]
    entries, taken = gathered([entry(1, "раз")], behind, MARK)
    assert (words(entries), taken) == (["раз", "два", "три"], [2, 2, 3])


def test_a_correction_of_what_was_shown_before_stands_by_itself() -> None:
    entries, taken = gathered([entry(1, "раз")], [waits(7, "семь", RowKind.EDIT), waits(2, "два")], MARK)
    assert (words(entries), taken) == (["раз"], [])


def test_two_parts_of_one_long_message_do_not_share_a_post() -> None:
    entries, taken = gathered([entry(1, "начало")], [waits(1, "конец", part=1)], MARK)
    assert (words(entries), taken) == (["начало"], [])


def test_words_of_ours_stand_by_themselves() -> None:
    ours = Behind(2, RowKind.POST, {"part": 0, "text": "Срок продлён", "entities": []}, None, "", "")
    assert gathered([entry(1, "раз")], [ours], MARK)[1] == []


def test_so_much_formatting_that_telegram_would_forget_it_does_not_share_a_post() -> None:
    marks = [{"type": "italic", "offset": n, "length": 1} for n in range(97)]
    many = waits(2, "и" * 97, entities=marks)
    assert gathered([entry(1, "раз")], [many], MARK)[1] == []


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=700), min_size=1, max_size=40))
def test_whatever_people_write_a_post_has_room_for_it_and_for_the_mark(texts: list[str]) -> None:
    behind = [waits(number, text) for number, text in enumerate(texts, 2)]
    entries, taken = gathered([entry(1, "раз")], behind, MARK)
    post = drawn(entries)
    assert utf16_length(post.text) + 1 + utf16_length(MARK) <= TEXT_LIMIT
    assert len(post.entities) <= 100
    assert words(entries) == ["раз", *texts[: len(taken)]]
    for one, begins in zip(entries, places(entries), strict=True):
        shown = post.text.encode("utf-16-le", "surrogatepass")[2 * begins :].decode("utf-16-le", "surrogatepass")
        assert shown.startswith(one.words.text)
    assert fits(entries, MARK)


# -- when


def test_a_group_is_behind_when_it_takes_fewer_posts_than_wait_or_is_near_its_limit() -> None:
    cases = [
        (19, 0, False),
        (19, 1, False),
        (19, 19, False),
        (19, 20, True),
        (5, 1, False),
        (4, 1, True),
        (0, 0, False),
    ]
    assert [is_short(left, MINUTE, behind) for left, behind, _ in cases] == [short for _, _, short in cases]


# -- which of them is meant

THREE = [entry(1, "Интернет не работает"), entry(2, "Роутер мигает"), entry(3, "Роутер перезагружал")]


def test_a_reply_is_about_the_message_that_is_quoted_or_else_the_last() -> None:
    assert meant(THREE, "Интернет", None).message_id == 1
    assert meant(THREE, "Роутер", places(THREE)[1]).message_id == 2
    assert meant(THREE, "Роутер", places(THREE)[2]).message_id == 3
    assert meant(THREE, "Роутер", None).message_id == 3
    assert meant(THREE, "", None).message_id == 3


def test_a_quote_that_runs_from_one_into_the_next_is_about_the_one_where_it_begins() -> None:
    assert meant(THREE, "мигает\n12:03 Роутер", places(THREE)[1] + 7).message_id == 2


def test_the_time_before_the_words_belongs_to_them() -> None:
    before = places(THREE)[1] - len("12:03 ")
    assert meant(THREE, "12:03 Роутер мигает", before).message_id == 2
    assert meant(THREE, "12:03", before).message_id == 2


def test_a_quote_of_the_heading_is_about_the_first() -> None:
    assert meant(THREE, ANNA, 0).message_id == 1


def test_what_is_said_about_one_of_them_quotes_it_where_it_stands() -> None:
    quote = quote_of(THREE, 2, 0, None)
    assert quote == {"text": "Роутер мигает", "entities": [], "position": places(THREE)[1]}


def test_a_quote_that_its_author_chose_is_found_in_its_message_not_in_another() -> None:
    quote = quote_of(THREE, 3, 0, {"text": "Роутер", "entities": []})
    assert quote == {"text": "Роутер", "entities": [], "position": places(THREE)[2]}


def test_of_a_long_message_its_beginning_is_quoted_with_its_formatting() -> None:
    marks = ({"type": "bold", "offset": 0, "length": 5}, {"type": "code", "offset": 6, "length": 3})
    quote = quote_of([entry(1, "раз"), entry(2, "слово " * 100, *marks)], 2, 0, None)
    assert quote is not None
    assert ("слово " * 100).startswith(quote["text"])
    assert 150 < len(quote["text"]) <= 200
    assert quote["entities"] == [{"type": "bold", "offset": 0, "length": 5}]
