"""What a card shows of a long text is the same in every state: the rest was posted below it once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

from models.rules.desk.card import CardView, render_card
from models.rules.texts.content import TEXT_LIMIT, utf16_length

NOON = datetime(2026, 11, 11, 9, 0, tzinfo=UTC)
WORDS = " ".join(f"слово{number}" for number in range(1, 500))[:4096]
NEW = CardView(
    number=7,
    requester_name="Анна",
    language="ru",
    kind_title="Нет интернета",
    state="open",
    opened_at=NOON,
    zone="Europe/Moscow",
    now=NOON,
    first_text=WORDS,
    first_response_due=NOON + timedelta(hours=1),
    resolution_due=NOON + timedelta(hours=8),
)


#: Whatever else may come and go on a card.
EVERYTHING: dict[str, Any] = {
    "severity": "critical",
    "tier": "Т" * 100,
    "next_response_due": NOON,
    "work_started_due": NOON,
    "update_due": NOON,
    "extended": True,
    "waiting_since": NOON,
    "stands": True,
    "merged_into": 123456,
    "unidentified": True,
}


def test_the_rest_of_a_long_text_is_the_same_whatever_happens_to_the_ticket() -> None:
    rest = render_card(NEW, "ru").rest
    assert rest
    states = product(
        ("open", "closing_proposed", "closed"),
        (None, "Иван", "Александр Константинович Воскресенский-Преображенский, дежурный инженер второй линии"),
        (None, NOON + timedelta(hours=3)),
        ("reachable", "blocked", "failing"),
        ("ru", "en"),
        (NOON, NOON + timedelta(days=9)),
    )
    for state, assignee, answered, reach, language, now in states:
        view = replace(
            NEW,
            state=state,
            assignee=assignee,
            answered_at=answered,
            reachability=reach,
            language=language,
            now=now,
            closed_at=now,
            requester_name="А" * 100,
            **({} if answered is None else EVERYTHING),
        )
        card = render_card(view, "ru")
        assert card.rest == rest
        assert utf16_length(card.text) <= TEXT_LIMIT


def test_many_long_answers_leave_the_text_its_share_in_every_state() -> None:
    fields = tuple((f"Вопрос {number}", "ответ " * 60) for number in range(12))
    asked = replace(NEW, fields=fields)
    answered = replace(asked, answered_at=NOON + timedelta(hours=3), assignee="Иван")
    assert render_card(asked, "ru").rest == render_card(answered, "ru").rest
