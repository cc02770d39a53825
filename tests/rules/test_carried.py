"""What a person's message becomes on the way to the other side."""

import pytest

from models.rules.delivery.carried import Carried, CarriedFile, carried_parts, corrected_parts, grouped
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.replies import AnsweredMessage, Towards, reply_payload, words_above
from models.rules.delivery.transports import TELEGRAM, WHATSAPP
from models.rules.texts.content import Piece
from models.rules.texts.manner import (
    PLAIN,
    Manner,
    Reply,
    Span,
    captions_of,
    joined,
    with_words_at,
    without_beginning,
)

BOLD = {"type": "bold", "offset": 0, "length": 4}


def files(*kinds: str) -> tuple[CarriedFile, ...]:
    return tuple(
        CarriedFile({"kind": kind, "file_id": f"{kind}{place}"}, name="") for place, kind in enumerate(kinds)
    )


def album(*captions: str, kinds: tuple[str, ...] = (), header: str = "", manner: Manner = PLAIN) -> Carried:
    """captions: one a picture, empty for none."""
    piece, spans = joined([(place, Piece(text)) for place, text in enumerate(captions)])
    shown = files(*(kinds or ["photo"] * len(captions)))
    told = Manner(spans, manner.preview, manner.covered, manner.above)
    return Carried(piece.text, piece.entities, shown, manner=told, header=header)


@pytest.mark.parametrize(
    ("kinds", "groups"),
    [
        (["photo", "video", "photo"], [[0, 1, 2]]),
        (["photo", "animation", "photo"], [[0], [1], [2]]),
        (["document", "document", "audio", "audio"], [[0, 1], [2, 3]]),
        (["photo", "document"], [[0], [1]]),
        (["voice", "voice"], [[0], [1]]),
        (["photo"] * 12, [[*range(10)], [10, 11]]),
        (["something of tomorrow", "something of tomorrow"], [[0], [1]]),
        ([], []),
    ],
)
def test_only_what_may_stand_in_one_album_leaves_together(kinds: list[str], groups: list[list[int]]) -> None:
    assert grouped(kinds) == groups


def test_captions_come_back_as_they_were_put_together() -> None:
    first = Piece("🔴 роутер", ({"type": "bold", "offset": 3, "length": 6},))
    last = Piece("мигает", ({"type": "italic", "offset": 0, "length": 6},))
    piece, spans = joined([(0, first), (1, Piece("")), (2, last)])
    assert piece.text == "🔴 роутер\nмигает"
    assert captions_of(piece.text, piece.entities, spans) == {0: first, 2: last}
    assert Manner.from_json(Manner(spans).to_json()) == Manner(spans)


def test_a_plain_message_stores_nothing_beside_its_words() -> None:
    assert PLAIN.to_json() is None
    assert Manner.from_json(None) is PLAIN


def test_a_picture_that_is_covered_later_is_edited_as_a_picture_and_the_others_are_left_alone() -> None:
    before = album("один", "два")
    [(kind, edit)] = corrected_parts(before, album("один", "два", manner=Manner(covered=(1,))), "ru", "—")
    picture = {"kind": "photo", "file_id": "photo1", "covered": True}
    assert kind == RowKind.EDIT
    assert edit == {"part": 0, "caption_at": -1, "text": "два", "entities": [], "attachments": [picture]}
    single = Carried("один", (), files("photo"), manner=Manner(covered=(0,)))
    [(_, edit)] = corrected_parts(single, Carried("один", (), files("photo")), "ru", "—")
    uncovered = {"kind": "photo", "file_id": "photo0"}
    assert edit == {"part": 0, "caption_at": -1, "text": "один", "entities": [], "attachments": [uncovered]}


def test_each_file_of_an_album_has_its_own_words_and_looks() -> None:
    [payload] = carried_parts(album("один", "", "три", manner=Manner(covered=(1,), above=(2,))), "ru")
    assert payload["attachments"] == [
        {"kind": "photo", "file_id": "photo0", "text": "один", "entities": []},
        {"kind": "photo", "file_id": "photo1", "covered": True},
        {"kind": "photo", "file_id": "photo2", "above": True, "text": "три", "entities": []},
    ]


def test_a_header_stands_over_the_first_words_there_are() -> None:
    [payload] = carried_parts(album("", "два", header="№4:"), "ru")
    assert [one.get("text") for one in payload["attachments"]] == [None, "№4:\nдва"]
    [payload] = carried_parts(album("", "", header="№4:"), "ru")
    assert [one.get("text") for one in payload["attachments"]] == ["№4:", None]


def test_words_that_fit_under_no_file_follow_and_say_which_file_they_mean() -> None:
    long = "ю" * 1020
    parts = carried_parts(album(long, "два", header="№4: ответ"), "ru")
    assert [part.get("text") for part in parts] == [None, f"№4: ответ\nфото 1:\n{long}"]
    parts = carried_parts(album("один", "круглое", kinds=("photo", "video_note")), "en")
    assert [part.get("text") for part in parts][-1] == "video message 2:\nкруглое"


def test_a_sticker_under_a_header_is_followed_by_it() -> None:
    parts = carried_parts(Carried(files=files("sticker"), header="№4:"), "ru")
    assert [part.get("text") for part in parts] == [None, "№4:"]


def test_a_correction_touches_the_one_caption_that_changed() -> None:
    before, now = album("один", "два"), album("один", "двое")
    [(kind, edit)] = corrected_parts(before, now, "ru", "(нет)")
    assert (kind, edit) == (RowKind.EDIT, {"part": 0, "caption_at": -1, "text": "двое", "entities": []})
    [(_, edit)] = corrected_parts(before, album("", "два"), "ru", "(нет)")
    assert edit == {"part": 0, "caption_at": -2, "text": "", "entities": []}


def test_a_caption_that_grew_too_long_leaves_its_file_and_comes_below() -> None:
    one = Carried("коротко", files=files("photo"), header="№4:")
    changes = corrected_parts(one, Carried("ю" * 1024, files=files("photo"), header="№4:"), "ru", "(нет)")
    assert [(kind, change["part"]) for kind, change in changes] == [(RowKind.EDIT, 0), (RowKind.POST, 1)]
    assert changes[0][1]["text"] == ""


def test_a_link_without_its_preview_is_corrected_without_it() -> None:
    quiet = Manner(preview={"is_disabled": True})
    before, now = Carried("раз", manner=quiet), Carried("два", manner=quiet)
    [(_, edit)] = corrected_parts(before, now, "ru", "(нет)")
    assert edit["preview"] == {"is_disabled": True}


def test_words_for_one_file_change_only_its_caption() -> None:
    manner, before = Manner((Span(0, 4), Span(2, 3))), Piece("один\nтри")
    piece, after = with_words_at(1, Piece("два"), PLAIN, before, manner, [0, 1, 2])
    assert (piece.text, after.captions) == ("один\nдва\nтри", (Span(0, 4), Span(1, 3), Span(2, 3)))
    same, still = with_words_at(1, Piece(""), PLAIN, before, manner, [0, 1, 2])
    assert (same.text, still) == (before.text, manner)


def test_an_album_of_former_days_keeps_the_words_that_it_had() -> None:
    piece, after = with_words_at(0, Piece("новые"), PLAIN, Piece("прежние"), PLAIN, [1, 0])
    assert (piece.text, after.captions) == ("новые\nпрежние", (Span(0, 5), Span(1, 7)))


def test_a_command_before_the_words_of_an_album_is_taken_off_its_first_caption() -> None:
    piece, manner = without_beginning("/ask 5 когда\nздесь", (), Manner((Span(0, 12), Span(1, 5))), 7)
    assert (piece.text, manner.captions) == ("когда\nздесь", (Span(0, 5), Span(1, 5)))


@pytest.mark.parametrize("words", ["\n", "\u202e", " \u202e\n "])
def test_an_answer_to_nothing_that_can_be_seen_quotes_nothing(words: str) -> None:
    towards = Towards(1, to_topic=True, language="ru")
    assert words_above(Manner(reply=Reply(words=words)), towards, is_reply=False) == Piece("")
    answered = AnsweredMessage(5, 1, "requester", ())
    assert "words" not in reply_payload(Reply(5, words=words), answered, towards, ())


def test_where_nothing_stands_in_an_album_each_file_is_a_message_with_its_own_words() -> None:
    whole = album("спереди", "", "сзади")
    parts = carried_parts(whole, "ru", by=WHATSAPP)
    assert [(part["part"], len(part["attachments"]), part.get("text")) for part in parts] == [
        (0, 1, "спереди"),
        (1, 1, None),
        (2, 1, "сзади"),
    ]


def test_words_stand_below_a_file_that_carries_none_there() -> None:
    said = Carried("послушайте", (), files("voice"))
    assert len(carried_parts(said, "ru", by=TELEGRAM)) == 1
    spoken, words = carried_parts(said, "ru", by=WHATSAPP)
    assert ("text" in spoken, words["text"]) == (False, "послушайте")


def test_a_link_behind_words_is_written_out_where_none_can_hide_and_the_rest_stays_formatted() -> None:
    link = {"type": "text_link", "offset": 0, "length": 3, "url": "https://a.example"}
    bold = {"type": "bold", "offset": 4, "length": 3}
    [part] = carried_parts(Carried("тут там", (link, bold)), "ru", by=WHATSAPP)
    assert part["text"] == "тут (https://a.example) там"
    assert part["entities"] == [{"type": "bold", "offset": 24, "length": 3}]
