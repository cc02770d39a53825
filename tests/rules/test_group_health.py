"""The doctor's verdict: what is wrong with a staff group, from what Telegram says about it."""

import json
from dataclasses import replace

import pytest

from models.phrases.catalogue import LANGUAGES
from models.rules.health.group_health import (
    DeskFacts,
    Grade,
    GroupFacts,
    desk_findings,
    facts_of,
    group_findings,
    is_broken,
)
from models.rules.health.group_report import render_findings

BOT = "7012345678"
WELL = GroupFacts(BOT, forum=True, administrator=True, manages_topics=True)
STAFFED = DeskFacts("support", groups=1, heads=("Ольга",))
ME = {"id": int(BOT), "can_read_all_group_messages": False}
ADMINISTRATOR = {"status": "administrator", "can_manage_topics": True}


def wrong(facts: GroupFacts) -> dict[str, Grade]:
    return {one.name: one.grade for one in group_findings(facts, BOT) if one.grade != Grade.FINE}


def desk_wrong(facts: DeskFacts) -> dict[str, Grade]:
    return {one.name: one.grade for one in desk_findings(facts) if one.grade != Grade.FINE}


def test_a_group_that_is_as_it_should_be_gets_a_tick_for_each_question() -> None:
    findings = group_findings(WELL, BOT)
    assert [one.name for one in findings] == [
        "forum",
        "administrator",
        "topics",
        "hearing",
        "writing",
        "anonymous",
        "reactions",
        "public",
    ]
    assert all(line.startswith("✓ ") for line in render_findings(findings, "ru").splitlines())


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (replace(WELL, forum=False), {"forum": Grade.BROKEN}),
        (replace(WELL, manages_topics=False), {"topics": Grade.BROKEN}),
        (replace(WELL, open_redis=True), {"open_redis": Grade.WARNING}),
        (
            replace(WELL, administrator=False, manages_topics=False),
            {"administrator": Grade.BROKEN, "hearing": Grade.BROKEN},
        ),
        (
            replace(WELL, administrator=False, manages_topics=False, hears_all=True),
            {"administrator": Grade.BROKEN},
        ),
        (replace(WELL, anonymous=("Пётр",)), {"anonymous": Grade.WARNING}),
        (replace(WELL, reactions=("👌", "👍")), {"reactions": Grade.WARNING}),
        (replace(WELL, reactions=()), {"reactions": Grade.WARNING}),
        (replace(WELL, reactions=("👌", "👍", "👀", "🤷", "👎", "✍", "🔥")), {}),
        (replace(WELL, username="support_polosa"), {"public": Grade.BROKEN}),
        (replace(WELL, may_write=False), {"writing": Grade.BROKEN}),
        (GroupFacts(BOT, refused="Forbidden: bot was kicked from the supergroup chat"), {"access": Grade.BROKEN}),
        (replace(WELL, bot_id="7000000009"), {"bot": Grade.BROKEN}),
    ],
)
def test_what_is_wrong_with_a_group_is_named_by_its_weight(facts: GroupFacts, expected: dict[str, Grade]) -> None:
    assert wrong(facts) == expected
    assert is_broken(group_findings(facts, BOT)) == (Grade.BROKEN in expected.values())


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (STAFFED, {}),
        (replace(STAFFED, groups=0), {"group": Grade.BROKEN}),
        (replace(STAFFED, groups=2), {}),
        (replace(STAFFED, heads=()), {"head": Grade.BROKEN}),
        (replace(STAFFED, heads=(), away=("Ольга",)), {"head_away": Grade.BROKEN}),
        (replace(STAFFED, away=("Пётр",)), {"head_away": Grade.WARNING}),
    ],
)
def test_a_desk_needs_a_group_and_a_head_that_can_be_told(facts: DeskFacts, expected: dict[str, Grade]) -> None:
    assert desk_wrong(facts) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_is_wrong_is_said_with_what_stops_and_how_to_mend_it(language: str) -> None:
    everything = [
        *group_findings(GroupFacts(BOT, username="public", anonymous=("Пётр",), reactions=()), BOT),
        *group_findings(replace(WELL, manages_topics=False, may_write=False), BOT),
        *group_findings(GroupFacts(BOT, refused="no"), BOT),
        *group_findings(WELL, "another"),
        *group_findings(replace(WELL, open_redis=True), BOT),
        *desk_findings(DeskFacts("support", groups=0)),
        *desk_findings(DeskFacts("support", groups=2, away=("Ольга",), people_away=("Пётр",))),
    ]
    lines = render_findings(everything, language).splitlines()
    bad = [one for one in everything if one.grade != Grade.FINE]
    assert len({one.name for one in bad}) == 15
    assert sum(line.startswith(("✗ ", "! ")) for line in lines) == len(bad)
    assert sum(line.startswith("   → ") for line in lines) == len(bad)


def test_only_what_is_acted_on_is_taken_from_the_answers_of_telegram() -> None:
    chat = {
        "id": -100,
        "is_forum": True,
        "username": "support_polosa",
        "available_reactions": [{"type": "emoji", "emoji": "👌"}, {"type": "custom_emoji", "custom_emoji_id": "1"}],
        "pinned_message": {"text": "somebody's words"},
    }
    administrators = [
        {"status": "creator", "is_anonymous": True, "user": {"id": 5, "first_name": "Пётр", "last_name": "Великий"}},
        {"status": "administrator", "is_anonymous": False, "user": {"id": 6, "first_name": "Иван"}},
    ]
    facts = facts_of(ME, chat, ADMINISTRATOR, administrators)
    assert facts == GroupFacts(
        BOT,
        forum=True,
        username="support_polosa",
        administrator=True,
        manages_topics=True,
        anonymous=("Пётр Великий",),
        reactions=("👌", ""),
    )
    assert "somebody's words" not in json.dumps(facts.as_json())


def test_a_chat_that_says_nothing_of_reactions_permits_all() -> None:
    assert wrong(facts_of(ME, {"is_forum": True}, ADMINISTRATOR, [])) == {}


@pytest.mark.parametrize(
    "facts", [WELL, replace(WELL, anonymous=("А", "Б"), reactions=("👌",)), GroupFacts(BOT, "no")]
)
def test_facts_come_back_from_the_database_as_they_were(facts: GroupFacts) -> None:
    assert GroupFacts.of_json(json.loads(json.dumps(facts.as_json()))) == facts


def test_of_a_hundred_anonymous_administrators_some_are_named() -> None:
    [finding] = [one for one in group_findings(replace(WELL, anonymous=("А",) * 100), BOT) if one.name == "anonymous"]
    assert str(finding.facts["names"]).count("А") == 10
