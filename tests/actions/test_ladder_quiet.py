"""Quiet hours: nobody is called, posts wake nobody; what is grave calls at any hour. Aims are told quietly."""

from models.db import Database
from tests.actions.ladder_office import IVAN, LadderOffice, regulation

#: Noon in Moscow is the beginning of all; 13:00, when the answer is due, is quiet here.
_QUIET = 'quiet_hours = "12:30-15:00"'
_RUNGS = '[{ after = "0m", to = "group" }, { after = "15m", to = "duty" }]'


def desk_of(database: Database, ladder: str = _QUIET, policy: str = "", kind: str = "") -> LadderOffice:
    text = regulation(_RUNGS, ladder=ladder, policy=policy)
    if kind:
        text = text.replace('id = "question"\n', f'id = "question"\n{kind}\n')
    desk = LadderOffice(database, text)
    desk.enrols("ivan", IVAN)
    return desk


def test_a_breach_in_quiet_hours_is_posted_silently_and_its_rungs_wait_for_their_end(database: Database) -> None:
    desk = desk_of(database)
    desk.shows()
    (breach,) = desk.runs_out("60m")
    assert (breach.chat, breach.silent) == (None, True)
    assert desk.runs_out("179m") == []
    topic, private = desk.runs_out("180m")
    assert [topic.silent, private.silent] == [False, False]
    assert private.chat == IVAN


def test_what_was_missed_before_the_quiet_hours_calls_nobody_in_them(database: Database) -> None:
    desk = desk_of(database, 'quiet_hours = "13:30-15:00"')
    desk.shows()
    told = desk.runs_out("2h")  # 14:00; both rungs were due before 13:30, and nothing worked
    assert [(one.chat, one.silent) for one in told] == [(None, True)]
    assert "с опозданием" in told[0].text
    assert {one.chat for one in desk.runs_out("180m")} == {None, IVAN}


def test_a_grave_request_calls_at_any_hour(database: Database) -> None:
    desk = desk_of(database, kind='severity = "critical"')
    desk.shows()
    (breach,) = desk.runs_out("60m")
    assert breach.silent is False
    (private,) = desk.runs_out("75m")
    assert (private.chat, private.silent) == (IVAN, False)


def test_outside_the_quiet_hours_posts_sound(database: Database) -> None:
    desk = desk_of(database, 'quiet_hours = "22:00-08:00"')
    desk.shows()
    assert [told.silent for told in desk.runs_out("60m")] == [False]


def test_an_aim_that_was_missed_is_a_quiet_line_without_a_button(database: Database) -> None:
    desk = desk_of(database, "", policy='first_response = { target = "30m", limit = "1h" }')
    desk.shows()
    (aim,) = desk.runs_out("30m")
    assert (aim.silent, aim.buttons) == (True, [])
    assert aim.text == "Целевой срок первого ответа прошёл. Крайний срок: сегодня в 13:00 (МСК)."


def test_every_clock_has_its_words(database: Database) -> None:
    clocks = ("first_response", "next_response", "work_started", "resolution", "update")
    policy = "\n".join(f'{clock} = {{ target = "30m", limit = "1h" }}' for clock in clocks)
    desk = desk_of(database, "", policy=policy)
    ticket_id = desk.shows()
    first = [told.text for told in [*desk.runs_out("46m"), *desk.runs_out("60m")]]
    desk.answers(ticket_id, "Ответ")
    desk.adds(ticket_id, "А дальше?")
    later = [told.text for told in [*desk.runs_out("46m"), *desk.runs_out("60m")]]
    said = " ".join([*first, *later])
    for words in ("первого ответа", "ответа на новое сообщение", "начала работ", "решения", "сообщения о ходе работ"):
        assert f"Целевой срок {words} прошёл" in said or f"До срока {words}" in said
        assert f"Срок {words} прошёл" in said
