"""The clocks of a ticket, folded from its log. All times are of November 2026 in Moscow; the 11th is a Wednesday."""

from datetime import timedelta
from typing import Any

import pytest

from models.rules.deadlines.ticket_clock import Event, Standing
from models.rules.regulation.clocks import SlaClock
from models.rules.regulation.parsing import Policy
from tests.rules.clock_logs import HOUR, POLICY, folded, log, nov, resolution_of, working

OPENED = ("11 10:00", Event.OPENED)


def test_an_opened_ticket_has_the_clocks_of_its_policy_and_no_other() -> None:
    clocks = folded(log(OPENED)).clocks
    assert {clock: state.due_at for clock, state in clocks.items()} == {
        SlaClock.FIRST_RESPONSE: nov("11 11:00"),
        SlaClock.WORK_STARTED: nov("11 13:00"),
        SlaClock.RESOLUTION: nov("11 18:00"),
    }
    assert {state.standing for state in clocks.values()} == {Standing.RUNNING}
    assert set(folded(log(OPENED), Policy(first_response=working(HOUR))).clocks) == {SlaClock.FIRST_RESPONSE}


@pytest.mark.parametrize(
    ("answered", "standing"), [("11 11:00", Standing.MET), ("11 11:01", Standing.MISSED), ("11 10:01", Standing.MET)]
)
def test_an_answer_at_the_very_second_of_the_deadline_is_in_time(answered: str, standing: Standing) -> None:
    first = folded(log(OPENED, (answered, Event.FIRST_ANSWERED))).clocks[SlaClock.FIRST_RESPONSE]
    assert (first.standing, first.ended_at) == (standing, nov(answered))


def test_the_first_answer_begins_the_updates_and_each_further_one_begins_them_anew() -> None:
    answered = log(OPENED, ("11 10:30", Event.FIRST_ANSWERED))
    assert folded(answered).clocks[SlaClock.UPDATE].due_at == nov("11 16:30")
    again = [*answered, *log(("11 15:00", Event.ANSWERED))]
    assert folded(again).clocks[SlaClock.UPDATE].due_at == nov("12 12:00")


def test_what_the_requester_writes_after_an_answer_wants_the_next_one() -> None:
    lines = log(OPENED, ("11 10:05", Event.REQUESTER_WROTE))
    assert SlaClock.NEXT_RESPONSE not in folded(lines).clocks
    lines += log(
        ("11 10:30", Event.FIRST_ANSWERED), ("11 12:00", Event.REQUESTER_WROTE), ("11 13:00", Event.REQUESTER_WROTE)
    )
    waits = folded(lines).clocks[SlaClock.NEXT_RESPONSE]
    assert (waits.since, waits.due_at) == (nov("11 12:00"), nov("11 14:00"))
    met = folded([*lines, *log(("11 14:00", Event.ANSWERED))]).clocks[SlaClock.NEXT_RESPONSE]
    assert met.standing is Standing.MET


def test_taking_the_ticket_is_the_start_of_work() -> None:
    taken = folded(log(OPENED, ("11 12:59", Event.TAKEN))).clocks[SlaClock.WORK_STARTED]
    assert taken.standing is Standing.MET


def test_waiting_for_the_requester_moves_the_resolution_and_never_an_answer() -> None:
    asked = log(OPENED, ("11 12:00", Event.FIRST_ANSWERED), ("11 12:00", Event.WAITING))
    waiting = folded(asked)
    assert waiting.waiting_since == nov("11 12:00")
    assert waiting.clocks[SlaClock.RESOLUTION].standing is Standing.PAUSED
    assert waiting.clocks[SlaClock.UPDATE].standing is Standing.PAUSED
    assert waiting.clocks[SlaClock.RESOLUTION].running_due is None
    back = folded([*asked, *log(("12 15:00", Event.REQUESTER_WROTE))])
    # six of the eight hours were left on the 11th at noon: three until 18:00 on the 12th, three on the 13th
    assert back.clocks[SlaClock.RESOLUTION].due_at == nov("13 12:00")
    assert back.waiting_since is None
    assert back.clocks[SlaClock.NEXT_RESPONSE].due_at == nov("12 17:00")
    unanswered = folded(log(OPENED, ("11 10:10", Event.WAITING)))
    assert unanswered.clocks[SlaClock.FIRST_RESPONSE].standing is Standing.RUNNING


def test_a_policy_that_pauses_nothing_waits_for_nobody() -> None:
    policy = POLICY.model_copy(update={"pauses": ()})
    lines = log(OPENED, ("11 12:00", Event.WAITING), ("12 15:00", Event.REQUESTER_WROTE))
    assert resolution_of(lines, policy).due_at == nov("11 18:00")


def test_a_pause_survives_a_change_of_the_policy() -> None:
    lines = log(OPENED, ("11 12:00", Event.WAITING), ("12 09:00", Event.RESUMED))
    shorter = POLICY.model_copy(update={"resolution": working(4 * HOUR)})
    assert resolution_of(lines).due_at == nov("12 15:00")
    assert resolution_of(lines, shorter).due_at == nov("12 11:00")


def test_two_waits_at_once_are_one_pause() -> None:
    lines = log(
        OPENED,
        ("11 12:00", Event.WAITING),
        ("11 13:00", Event.CLOSING_PROPOSED),
        ("11 14:00", Event.RESUMED),
        ("11 15:00", Event.CLOSING_WITHDRAWN),
    )
    state = resolution_of(lines)
    assert [(pause.since, pause.until) for pause in state.pauses] == [(nov("11 12:00"), nov("11 15:00"))]
    assert state.due_at == nov("12 12:00")


def test_a_pause_outside_hours_costs_nothing() -> None:
    lines = log(OPENED, ("11 18:00", Event.WAITING), ("12 09:00", Event.RESUMED))
    assert resolution_of(lines).due_at == nov("11 18:00")


def test_a_pause_after_the_deadline_forgives_nothing() -> None:
    lines = log(OPENED, ("12 10:00", Event.WAITING), ("13 10:00", Event.RESUMED))
    assert resolution_of(lines).due_at == nov("11 18:00")


def test_a_message_that_was_sent_before_the_question_was_written_down_ends_the_wait() -> None:
    lines = log(OPENED, ("11 12:00", Event.WAITING), ("11 11:59", Event.REQUESTER_WROTE))
    state = resolution_of(lines)
    assert (state.standing, state.due_at) == (Standing.RUNNING, nov("11 18:00"))


def test_an_extension_is_the_deadline_and_a_later_wait_moves_it_on() -> None:
    extended = log(
        OPENED, ("11 17:00", Event.EXTENDED, {"until": nov("13 12:00").isoformat(), "reason": "ждём деталь"})
    )
    state = resolution_of(extended)
    assert (state.due_at, state.extensions[0].reason) == (nov("13 12:00"), "ждём деталь")
    moved = [*extended, *log(("12 09:00", Event.WAITING), ("12 12:00", Event.RESUMED))]
    assert resolution_of(moved).due_at == nov("13 15:00")
    before = [*log(OPENED, ("11 12:00", Event.WAITING), ("11 14:00", Event.RESUMED)), *extended[1:]]
    assert resolution_of(before).due_at == nov("13 12:00")


def test_the_last_extension_counts() -> None:
    lines = log(
        OPENED,
        ("11 17:00", Event.EXTENDED, {"until": nov("13 12:00").isoformat(), "reason": "раз"}),
        ("12 17:00", Event.EXTENDED, {"until": nov("16 12:00").isoformat(), "reason": "два"}),
    )
    assert resolution_of(lines).due_at == nov("16 12:00")


def test_closing_ends_every_clock_and_none_runs_on() -> None:
    closed = folded(log(OPENED, ("11 12:00", Event.FIRST_ANSWERED), ("11 17:00", Event.CLOSED))).clocks
    assert {clock: state.standing for clock, state in closed.items()} == {
        SlaClock.FIRST_RESPONSE: Standing.MISSED,
        SlaClock.WORK_STARTED: Standing.STOPPED,
        SlaClock.RESOLUTION: Standing.MET,
        SlaClock.UPDATE: Standing.STOPPED,
    }


def test_what_the_requester_confirms_was_done_when_it_was_proposed() -> None:
    lines = log(OPENED, ("11 17:00", Event.CLOSING_PROPOSED), ("16 17:00", Event.CLOSED))
    state = resolution_of(lines)
    assert (state.standing, state.ended_at) == (Standing.MET, nov("11 17:00"))


def test_a_proposal_that_is_turned_down_gives_no_time_away() -> None:
    lines = log(OPENED, ("11 17:00", Event.CLOSING_PROPOSED), ("12 10:00", Event.CLOSING_WITHDRAWN))
    assert resolution_of(lines).due_at == nov("12 11:00")


def test_a_merged_ticket_stops() -> None:
    merged = folded(log(OPENED, ("11 10:30", Event.MERGED))).clocks
    assert {state.standing for state in merged.values()} == {Standing.STOPPED}


def test_a_reopened_ticket_owes_news_again_once_it_was_answered() -> None:
    ends = log(("11 17:00", Event.CLOSED), ("18 10:00", Event.REOPENED))
    answered = folded([*log(OPENED, ("11 10:30", Event.FIRST_ANSWERED)), *ends])
    update = answered.clocks[SlaClock.UPDATE]
    assert (update.standing, update.since, update.due_at) == (Standing.RUNNING, nov("18 10:00"), nov("18 16:00"))
    assert SlaClock.UPDATE not in folded([*log(OPENED), *ends]).clocks


def test_reopening_is_never_instantly_overdue() -> None:
    lines = log(OPENED, ("11 10:30", Event.FIRST_ANSWERED), ("11 17:00", Event.CLOSED), ("18 10:00", Event.REOPENED))
    clocks = folded(lines).clocks
    resolution = clocks[SlaClock.RESOLUTION]
    assert (resolution.standing, resolution.due_at) == (Standing.RUNNING, nov("18 18:00"))
    assert clocks[SlaClock.FIRST_RESPONSE].standing is Standing.MET
    assert SlaClock.NEXT_RESPONSE not in clocks
    by_requester = [*lines[:-1], *log(("18 10:00", Event.REOPENED, {"by_requester": True}))]
    assert folded(by_requester).clocks[SlaClock.NEXT_RESPONSE].due_at == nov("18 12:00")


def test_what_was_never_answered_waits_for_a_first_answer_again() -> None:
    lines = log(OPENED, ("11 10:30", Event.CLOSED), ("18 10:00", Event.REOPENED))
    assert folded(lines).clocks[SlaClock.FIRST_RESPONSE].due_at == nov("18 11:00")


def test_a_target_below_the_limit_is_aimed_at_and_no_promise() -> None:
    aims = POLICY.model_copy(
        update={"resolution": working(8 * HOUR).model_copy(update={"target": working(HOUR).limit})}
    )
    state = resolution_of(log(OPENED), aims)
    assert (state.aimed_at, state.due_at) == (nov("11 11:00"), nov("11 18:00"))


def test_what_the_clocks_do_not_hear_changes_nothing() -> None:
    quiet = [*log(OPENED), *log(("11 10:20", "escalation_taken"))]  # type: ignore[arg-type]
    assert folded(quiet) == folded(log(OPENED))
    assert folded(log(OPENED)).clocks[SlaClock.RESOLUTION].due_at - nov("11 10:00") == timedelta(hours=8)


def promised(at: str, until: str) -> tuple[str, Event, dict[str, Any]]:
    return (at, Event.PROMISED, {"clock": "resolution", "until": nov(until).isoformat()})


def test_a_new_time_after_an_apology_is_kept_beside_the_missed_one_and_moves_with_a_wait() -> None:
    missed = log(OPENED, promised("11 18:00", "12 18:00"))
    state = resolution_of(missed)
    assert (state.due_at, state.amends_at) == (nov("11 18:00"), nov("12 18:00"))
    waited = [*missed, *log(("12 10:00", Event.WAITING), ("12 12:00", Event.RESUMED))]
    assert resolution_of(waited).amends_at == nov("13 11:00")


def test_what_an_agent_promises_after_the_apology_takes_its_place() -> None:
    extended = ("12 10:00", Event.EXTENDED, {"until": nov("16 12:00").isoformat()})
    state = resolution_of(log(OPENED, promised("11 18:00", "12 18:00"), extended))
    assert (state.due_at, state.amends_at) == (nov("16 12:00"), None)


def test_who_takes_a_ticket_while_the_requester_is_waited_for_is_in_time() -> None:
    taken = log(OPENED, ("11 12:00", Event.WAITING), ("11 17:00", Event.TAKEN))
    state = folded(taken).clocks[SlaClock.WORK_STARTED]
    assert (state.standing, state.due_at) == (Standing.MET, nov("11 18:00"))


def test_a_wait_after_the_end_of_a_clock_does_not_move_what_was_promised() -> None:
    waited = log(OPENED, ("11 11:00", Event.TAKEN), ("11 12:00", Event.WAITING), ("12 12:00", Event.RESUMED))
    assert folded(waited).clocks[SlaClock.WORK_STARTED].due_at == nov("11 13:00")


ASKED_AGAIN = (("11 10:30", Event.FIRST_ANSWERED), ("11 12:00", Event.REQUESTER_WROTE))


def test_an_agents_word_that_no_answer_is_wanted_ends_the_clock_and_taking_it_back_lets_it_go_on() -> None:
    lines = log(OPENED, *ASKED_AGAIN)
    assert folded(lines).may_waive
    waived = folded([*lines, *log(("11 12:10", Event.NO_ANSWER_WANTED))])
    state = waived.clocks[SlaClock.NEXT_RESPONSE]
    assert (state.standing, state.waived, state.ended_at) == (Standing.STOPPED, True, nov("11 12:10"))
    assert (waived.waived, waived.may_waive) == (True, False)
    back = folded([*lines, *log(("11 12:10", Event.NO_ANSWER_WANTED), ("11 12:20", Event.ANSWER_WANTED))])
    state = back.clocks[SlaClock.NEXT_RESPONSE]
    assert (state.standing, state.waived, state.due_at) == (Standing.RUNNING, False, nov("11 14:00"))


def test_new_words_want_an_answer_whatever_was_said_of_the_former_ones() -> None:
    lines = log(
        OPENED, *ASKED_AGAIN, ("11 12:10", Event.NO_ANSWER_WANTED), ("11 13:00", Event.REQUESTER_WROTE),
        ("11 13:05", Event.ANSWER_WANTED),
    )  # fmt: skip
    clocks = folded(lines)
    assert clocks.clocks[SlaClock.NEXT_RESPONSE].since == nov("11 13:00")
    assert not clocks.waived


@pytest.mark.parametrize("more", [(), (("11 15:30", Event.REQUESTER_WROTE),), (("11 15:30", Event.TAKEN),)])
def test_a_wait_that_mere_words_ended_goes_on_as_if_they_had_not_come(more: Any) -> None:
    asked = log(OPENED, ("11 12:00", Event.FIRST_ANSWERED), ("11 12:00", Event.WAITING))
    cut = [*asked, *log(("11 15:00", Event.REQUESTER_WROTE), *more)]
    assert folded(cut).waiting_since is None
    waived = folded([*cut, *log(("11 16:00", Event.NO_ANSWER_WANTED))])
    assert waived.waiting_since == nov("11 12:00")
    assert waived.clocks[SlaClock.RESOLUTION].standing is Standing.PAUSED
    back = folded([*cut, *log(("11 16:00", Event.NO_ANSWER_WANTED), ("11 17:00", Event.ANSWER_WANTED))])
    assert back.waiting_since is None
    assert back.clocks[SlaClock.RESOLUTION].pauses == folded(cut).clocks[SlaClock.RESOLUTION].pauses


def test_after_an_answer_there_is_nothing_to_waive() -> None:
    lines = log(OPENED, *ASKED_AGAIN, ("11 12:05", Event.ANSWERED))
    assert not folded(lines).may_waive
    assert folded([*lines, *log(("11 12:10", Event.NO_ANSWER_WANTED))]).clocks[SlaClock.NEXT_RESPONSE].standing is (
        Standing.MET
    )


def test_what_was_dismissed_by_mistake_is_promised_as_before() -> None:
    lines = log(OPENED, *ASKED_AGAIN, ("11 13:00", Event.WAITING))
    dismissed = [*lines, *log(("11 13:30", Event.DISMISSED))]
    ended = folded(dismissed)
    assert {state.standing for state in ended.clocks.values()} <= {Standing.MET, Standing.STOPPED}
    assert ended.waiting_since is None
    restored = [*dismissed, *log(("11 16:00", Event.RESTORED))]
    assert folded(restored) == folded(lines)


def test_a_proposal_to_close_ends_with_a_dismissal_by_mistake() -> None:
    lines = log(OPENED, ("11 11:00", Event.FIRST_ANSWERED), ("11 12:00", Event.CLOSING_PROPOSED))
    restored = folded([*lines, *log(("11 13:00", Event.DISMISSED), ("11 15:00", Event.RESTORED))])
    resolution = restored.clocks[SlaClock.RESOLUTION]
    assert (resolution.standing, resolution.due_at) == (Standing.RUNNING, nov("12 12:00"))
