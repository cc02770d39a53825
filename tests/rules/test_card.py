"""The card of a ticket and the name of its topic."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.desk.card import CardView, buttons, render_card
from models.rules.desk.ticket_names import ticket_title, topic_name
from models.rules.texts.content import utf16_length

NOON = datetime(2026, 11, 11, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
VIEW = CardView(
    number=12,
    requester_name="Анна Петрова",
    language="ru",
    kind_title="Нет интернета",
    state="open",
    opened_at=NOON,
    zone="Europe/Moscow",
    now=NOON,
    first_text="С утра ничего не открывается",
    fields=(("Адрес", "Тверская, 1"), ("Роутер", "Свой")),
    first_response_due=NOON + HOUR,
    resolution_due=NOON + 8 * HOUR,
)


def keys(view: CardView) -> list[str]:
    return [button.key for row in buttons(view, "ru") for button in row]


def test_the_whole_card() -> None:
    card = render_card(VIEW, "ru")
    assert card.text == (
        "№12 · Нет интернета\n"
        "От: Анна Петрова (русский)\n"
        "Состояние: новая, никто не взял\n"
        "Открыта: ср 11 ноября 2026, 12:00\n"
        "Ответить до: ср 11 ноября 2026, 13:00\n"
        "Решить до: ср 11 ноября 2026, 20:00\n"
        "Связь: Telegram, сообщения доходят\n"
        "Адрес: Тверская, 1\n"
        "Роутер: Свой\n"
        "\n"
        "С утра ничего не открывается"
    )
    assert card.entities == ({"type": "bold", "offset": 0, "length": 19},)
    assert card.rest == ()


def test_the_card_speaks_the_language_of_the_staff_and_says_the_requesters() -> None:
    card = render_card(replace(VIEW, language="en"), "en")
    assert "From: Анна Петрова (English)" in card.text
    assert "Answer by: Wed 11 November 2026, 13:00" in card.text


def test_times_are_in_the_zone_of_the_desk() -> None:
    assert "13:00" not in render_card(replace(VIEW, zone="Asia/Vladivostok"), "ru").text


def test_a_deadline_is_overdue_only_after_it() -> None:
    assert "срок прошёл" not in render_card(replace(VIEW, now=NOON + HOUR), "ru").text
    late = render_card(replace(VIEW, now=NOON + HOUR + timedelta(seconds=1)), "ru").text
    assert "Ответить до: ср 11 ноября 2026, 13:00 — срок прошёл" in late


def test_an_answer_exactly_at_the_deadline_is_in_time_and_a_second_later_is_not() -> None:
    in_time = render_card(replace(VIEW, answered_at=NOON + HOUR), "ru").text
    assert "Первый ответ: ср 11 ноября 2026, 13:00\n" in in_time
    late = render_card(replace(VIEW, answered_at=NOON + HOUR + timedelta(seconds=1)), "ru").text
    assert "позже срока (ср 11 ноября 2026, 13:00)" in late


@pytest.mark.parametrize(
    ("changes", "state", "offered"),
    [
        ({}, "новая, никто не взял", ["take", "close", "escalate", "why", "unfold"]),
        ({"assignee": "Иван"}, "в работе, ведёт Иван", ["untake", "close", "escalate", "why", "unfold"]),
        ({"answered_at": NOON}, "в работе, отвечено, никто не взял", ["take", "close", "escalate", "why", "unfold"]),
        (
            {"state": "closing_proposed", "assignee": "Иван"},
            "ждём от абонента",
            ["untake", "escalate", "why", "unfold"],
        ),
        ({"state": "closed", "closed_at": NOON + HOUR}, "закрыта", ["reopen", "why"]),
        ({"state": "closed", "closed_at": NOON, "merged_into": 7}, "объединена с №7", ["reopen", "why"]),
        (
            {"may_extend": True, "may_wait": True},
            "новая",
            ["take", "close", "extend", "wait", "escalate", "why", "unfold"],
        ),
        (
            {"may_wait": True, "waiting_since": NOON},
            "новая",
            ["take", "close", "unwait", "escalate", "why", "unfold"],
        ),
    ],
)
def test_state_and_buttons(changes: dict[str, object], state: str, offered: list[str]) -> None:
    view = replace(VIEW, **changes)  # type: ignore[arg-type]
    assert f"Состояние: {state}" in render_card(view, "ru").text
    assert keys(view) == offered


def test_every_deadline_stands_on_the_card_as_long_as_it_can_be_kept() -> None:
    view = replace(
        VIEW,
        answered_at=NOON,
        next_response_due=NOON + 2 * HOUR,
        work_started_due=NOON + 3 * HOUR,
        extended=True,
        update_due=NOON + 5 * HOUR,
        now=NOON + 4 * HOUR,
    )
    assert (
        "Первый ответ: ср 11 ноября 2026, 12:00\n"
        "Ответить на новое сообщение до: ср 11 ноября 2026, 14:00 — срок прошёл\n"
        "Начать до: ср 11 ноября 2026, 15:00 — срок прошёл\n"
        "Решить до: ср 11 ноября 2026, 20:00 (продлено)\n"
        "Сообщить о ходе до: ср 11 ноября 2026, 17:00\n"
    ) in render_card(view, "ru").text


def test_a_wait_for_the_requester_is_said_and_that_the_time_to_solve_stands_if_it_does() -> None:
    waiting = replace(VIEW, resolution_due=None, waiting_since=NOON)
    assert "Ждём абонента с: ср 11 ноября 2026, 12:00\n" in render_card(waiting, "ru").text
    stands = render_card(replace(waiting, stands=True), "ru").text
    assert "Ждём абонента с: ср 11 ноября 2026, 12:00, срок решения стоит\n" in stands
    assert "Решить до" not in stands


def test_tier_and_severity_are_there_where_the_regulation_tells_them_apart() -> None:
    text = render_card(replace(VIEW, tier="Расширенный", severity="critical"), "ru").text
    assert "Уровень обслуживания: Расширенный\nСрочность: критическая\n" in text
    assert "Срочность" not in render_card(VIEW, "ru").text


def test_a_phone_shows_at_most_two_buttons_in_a_row_and_four_rows() -> None:
    for waiting in (None, NOON):
        rows = buttons(replace(VIEW, may_extend=True, may_wait=True, waiting_since=waiting), "ru")
        assert [len(row) for row in rows] == [2, 2, 2, 1]


def test_a_closed_ticket_promises_nothing_any_more() -> None:
    further = {"next_response_due": NOON, "work_started_due": NOON, "update_due": NOON, "waiting_since": NOON}
    view = replace(VIEW, state="closed", closed_at=NOON + HOUR, **further)  # type: ignore[arg-type]
    text = render_card(view, "ru").text
    assert " до:" not in text
    assert "Ждём" not in text
    assert "Ответить до" not in text
    assert "Решить до" not in text
    assert "Закрыта: ср 11 ноября 2026, 13:00" in text


def test_a_blocked_bot_is_said() -> None:
    assert "бот заблокирован" in render_card(replace(VIEW, reachability="blocked"), "ru").text


def test_files_are_announced_and_a_photo_without_words_says_so() -> None:
    text = render_card(replace(VIEW, first_text="", attachments=2), "ru").text
    assert "Вложения: 2 файла" in text
    assert text.endswith("(без текста)")


def test_formatting_of_the_first_message_stays_where_it_was() -> None:
    view = replace(VIEW, first_text="👋 срочно!", first_text_entities=({"type": "italic", "offset": 3, "length": 6},))
    card = render_card(view, "ru")
    italic = card.entities[1]
    encoded = card.text.encode("utf-16-le")
    cut = encoded[italic["offset"] * 2 : (italic["offset"] + italic["length"]) * 2]
    assert cut.decode("utf-16-le") == "срочно"


def test_a_long_first_message_continues_below_the_card() -> None:
    text = " ".join(f"слово{number}" for number in range(1000))
    card = render_card(replace(VIEW, first_text=text), "ru")
    assert utf16_length(card.text) <= 4096
    assert card.text.endswith("… продолжение следующим сообщением")
    shown = card.text.split("\n\n", 1)[1].removesuffix("… продолжение следующим сообщением").strip()
    assert f"{shown} {' '.join(piece.text for piece in card.rest)}" == text


@given(
    st.text(max_size=6000),
    st.lists(st.tuples(st.text(max_size=100), st.text(max_size=1200)), max_size=40),
    st.text(max_size=300),
    st.text(max_size=300),
)
def test_no_card_is_too_long_for_one_message_whatever_people_write(
    text: str, fields: list[tuple[str, str]], name: str, kind: str
) -> None:
    view = replace(VIEW, first_text=text, fields=tuple(fields), requester_name=name, kind_title=kind, assignee=name)
    card = render_card(view, "ru")
    assert utf16_length(card.text) <= 4096
    assert all(0 < utf16_length(piece.text) <= 4096 for piece in card.rest)
    for entity in card.entities:
        assert entity["length"] > 0
        assert entity["offset"] + entity["length"] <= utf16_length(card.text)


def test_a_topic_is_called_by_number_name_and_words() -> None:
    name = topic_name(12, "Нет интернета", "Анна Петрова", "С утра\nничего не открывается")
    assert name == "№12 Анна Петрова: С утра ничего не открывается"


def test_a_topic_without_words_is_called_by_the_kind() -> None:
    assert topic_name(12, "Нет интернета", "", "") == "№12 без имени: Нет интернета"


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=300))
def test_a_topics_name_always_fits(kind: str, requester: str, text: str) -> None:
    name = topic_name(2**40, kind, requester, text)
    assert 1 <= utf16_length(name) <= 128
    assert "\n" not in name


def test_a_tickets_title_is_the_beginning_of_its_words_or_its_kind() -> None:
    assert ticket_title("  Не  работает\nпочта ", "Вопрос") == "Не работает почта"
    assert ticket_title("\n", "Вопрос") == "Вопрос"
    assert ticket_title("Нет связи\n[часы сети: верить им нельзя]", "Вопрос") == "Нет связи"
    assert ticket_title("[CALL]", "Вопрос") == "[CALL]"
    assert utf16_length(ticket_title("слово " * 100, "Вопрос")) <= 80
