"""What each word from the outside world means for the row, the ticket, and the people."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.actions.delivery import deliveries
from models.actions.desk.topics import react, refresh_card
from models.actions.ladder.escalations import escalate
from models.actions.queue import lanes, row_states
from models.actions.queue.dispatching import Dispatch
from models.actions.talk.messages import Corrected, edit_message
from models.phrases.catalogue import say
from models.queries.staff import reachable_heads
from models.rules.delivery.outgoing import DELIVER, RowKind
from models.rules.delivery.payloads import as_post, as_reaction
from models.rules.delivery.send_results import (
    FailedPermanently,
    FailedTemporarily,
    Refusal,
    SendResult,
    Sent,
    Unknown,
)
from models.tables.messages import message_copy
from models.tables.tickets import topic
from tests.actions.office import ACCOUNT, GROUP, Office, at
from tests.actions.recorded import record_result

AFTER_THE_LEASE = at("16s")


def test_the_topic_comes_first_then_its_card_and_both_are_remembered(office: Office) -> None:
    ticket_id = office.opens(office.meets())
    office.adds(ticket_id, "и ещё")
    kinds = [one.kind for one in office.delivers()]
    assert kinds == [RowKind.CREATE_TOPIC, RowKind.CARD, RowKind.POST]
    with office.database.read() as tx:
        row = tx.execute(select(topic)).one()
    assert row.state == "created"
    assert row.thread_id is not None
    assert row.card_provider_id is not None


def test_every_copy_is_remembered_with_its_place(office: Office) -> None:
    ticket_id = office.shows()
    message_id = office.adds(ticket_id, "второе")
    office.delivers()
    with office.database.read() as tx:
        copies = tx.execute(select(message_copy).where(message_copy.c.message_id == message_id)).all()
    assert {copy.address for copy in copies} == {office.view(ticket_id).address, str(GROUP)}
    assert {copy.thread_id for copy in copies} == {None, office.view(ticket_id).thread_id}


def test_an_answer_that_was_sent_gets_its_reaction(office: Office) -> None:
    ticket_id = office.shows()
    office.answers(ticket_id, "Ответ")
    sent = office.delivers()
    (reaction,) = [one for one in sent if one.kind == RowKind.REACTION]
    assert as_reaction(reaction.payload)["emoji"] == "👌"


def test_an_answer_of_many_parts_is_confirmed_once_all_have_arrived(office: Office) -> None:
    ticket_id = office.shows()
    office.answers(ticket_id, "слово " * 1400)
    kinds = [one.kind for one in office.delivers() if one.kind != RowKind.EDIT_CARD]
    assert kinds == [RowKind.POST, RowKind.POST, RowKind.POST, RowKind.REACTION]


def test_a_temporary_refusal_keeps_the_order_of_the_lane_and_no_other_waits(office: Office) -> None:
    one, other = office.shows(), office.shows()
    office.answers(one, "первое")
    office.answers(one, "второе")
    office.answers(other, "чужое")
    tries: list[str] = []

    def result(dispatch: Dispatch) -> SendResult:
        tries.append(as_post(dispatch.payload).get("text", ""))
        if tries.count("первое") == 1 and tries[-1] == "первое":
            return FailedTemporarily(5.0, "429")
        return office.appears(dispatch)

    office.delivers(at("10s"), result)
    assert "чужое" in tries
    assert "второе" not in tries
    office.delivers(at("14s"), result)
    assert tries.count("первое") == 1
    office.delivers(at("15s"), result)
    assert [words for words in tries if words in ("первое", "второе")] == ["первое", "первое", "второе"]


def test_an_unknown_fate_of_a_message_to_a_person_is_final_and_told_with_a_button(office: Office) -> None:
    ticket_id = office.shows()
    office.answers(ticket_id, "Ответ")
    sent = office.delivers(
        result=lambda one: Unknown("timed out") if one.payload.get("text") == "Ответ" else office.appears(one)
    )
    (told,) = [one for one in sent if "Неизвестно, дошло ли" in as_post(one.payload).get("text", "")]
    assert told.to_topic
    assert as_post(told.payload)["choices"][0][0]["label"] == "Отправить ещё раз"
    assert [as_reaction(one.payload)["emoji"] for one in sent if one.kind == RowKind.REACTION] == ["🤷"]
    assert office.delivers(at("1h")) == []


def test_an_unknown_fate_of_a_copy_in_a_topic_is_repeated_and_marked(office: Office) -> None:
    ticket_id = office.shows()
    office.adds(ticket_id, "второе")
    tries: list[Dispatch] = []

    def result(dispatch: Dispatch) -> SendResult:
        tries.append(dispatch)
        return Unknown("?") if len(tries) == 1 else office.appears(dispatch)

    office.delivers(at(), result)
    office.delivers(at("1s"), result)
    assert [(as_post(one.payload)["text"], one.repeated) for one in tries] == [("второе", False), ("второе", True)]


def vanish(office: Office) -> None:
    """A sender leases everything, hands what must not repeat to HTTP, and is killed."""
    with office.database.write() as tx:
        for _, dispatch in deliveries.lease_work(tx, at(), DELIVER, "gone", 32):
            if not dispatch.repeatable:
                row_states.mark_sending(tx, dispatch.id, at().real)


def test_a_message_to_a_person_whose_sender_vanished_is_unknown(office: Office) -> None:
    ticket_id = office.shows()
    office.answers(ticket_id, "Ответ")
    vanish(office)
    sent = office.delivers(AFTER_THE_LEASE)
    assert "Ответ" not in [one.payload.get("text") for one in sent]
    assert any("Неизвестно, дошло ли" in as_post(one.payload).get("text", "") for one in sent)
    assert [row.state for row in office.rows() if row.payload.get("text") == "Ответ"] == ["unknown"]


def test_a_copy_in_a_topic_whose_sender_vanished_goes_again_marked(office: Office) -> None:
    ticket_id = office.shows()
    office.adds(ticket_id, "второе")
    office.adds(ticket_id, "третье")
    vanish(office)
    sent = office.delivers(AFTER_THE_LEASE)
    assert [(as_post(one.payload)["text"], one.repeated) for one in sent] == [("второе", True), ("третье", False)]


def test_what_went_before_in_the_lane_of_a_sender_that_vanished_does_not_go_again(office: Office) -> None:
    ticket_id = office.shows()
    office.adds(ticket_id, "второе")
    office.answers(ticket_id, "Первый ответ")
    office.delivers()
    office.adds(ticket_id, "третье")
    office.answers(ticket_id, "Второй ответ")
    vanish(office)
    sent = [one.payload.get("text") for one in office.delivers(AFTER_THE_LEASE)]
    assert [words for words in sent if words in ("второе", "третье", "Первый ответ", "Второй ответ")] == ["третье"]
    states = {row.payload.get("text"): row.state for row in office.rows()}
    assert (states["Первый ответ"], states["Второй ответ"]) == ("sent", "unknown")


def test_a_correction_below_the_card_whose_sender_vanished_goes_again(office: Office) -> None:
    ticket_id = office.opens(office.meets(), "слово " * 1000)
    office.delivers()
    first = office.view(ticket_id).first_message_id
    assert first is not None
    with office.database.write() as tx:
        edit_message(tx, at(), office.organisation_id, first, Corrected("слово " * 999 + "дело"))
    vanish(office)
    sent = office.delivers(AFTER_THE_LEASE)
    assert [one.kind for one in sent if "дело" in as_post(one.payload).get("text", "")] == [RowKind.EDIT]


def test_a_message_that_was_leased_but_never_handed_over_simply_goes(office: Office) -> None:
    ticket_id = office.shows()
    office.answers(ticket_id, "Ответ")
    with office.database.write() as tx:
        deliveries.lease_work(tx, at(), DELIVER, "gone", 32)
    sent = office.delivers(AFTER_THE_LEASE)
    assert "Ответ" in [one.payload.get("text") for one in sent]


def test_a_requester_who_blocked_the_bot_is_marked_and_the_agent_told(office: Office) -> None:
    ticket_id = office.shows()
    office.answers(ticket_id, "Ответ")
    office.refuses("Ответ", Refusal.BLOCKED)
    assert office.view(ticket_id).address_state == "dead"
    assert any("заблокировал бота" in words for words in office.words("sent"))
    (reaction,) = office.rows(RowKind.REACTION)
    assert reaction.payload["emoji"] == "👎"


def test_an_answer_that_certainly_never_arrived_is_no_first_response(office: Office) -> None:
    ticket_id = office.shows()
    office.answers(ticket_id, "Ответ")
    assert office.view(ticket_id).answered_at is not None
    office.refuses("Ответ", Refusal.BLOCKED)
    assert office.view(ticket_id).answered_at is None


def test_another_refusal_is_told_in_words(office: Office) -> None:
    ticket_id = office.shows()
    office.answers(ticket_id, "Ответ")
    office.refuses("Ответ", Refusal.OTHER)
    assert office.view(ticket_id).address_state == "verified"
    assert any("Не доставлено" in words for words in office.words("sent"))


@pytest.mark.parametrize(("refusal", "still_reachable"), [(Refusal.BLOCKED, False), (Refusal.OTHER, True)])
def test_a_head_who_could_not_be_told_is_missed_in_the_topic_and_lost_only_when_gone(
    office: Office, refusal: Refusal, still_reachable: bool
) -> None:
    olga = office.has_head()
    ticket_id = office.shows()
    with office.database.write() as tx:
        escalate(office.acting(tx, at(), office.view(ticket_id)))
    refused = FailedPermanently(refusal, refusal.value)
    sent = office.delivers(result=lambda one: refused if one.chat_id == 500 else office.appears(one))
    missing = say("ru", "staff.head_missing", desk="Поддержка")
    assert [one.payload.get("text") for one in sent if one.to_topic].count(missing) == 1
    with office.database.read() as tx:
        assert [head.agent_id for head in reachable_heads(tx, office.organisation_id, office.desk_id)] == (
            [olga] if still_reachable else []
        )
    assert office.view(ticket_id).address_state == "verified"


@pytest.mark.parametrize("result", [Sent(), FailedPermanently(Refusal.NOTHING_TO_EDIT, "message to react not found")])
def test_a_reaction_that_cannot_be_set_bothers_nobody(office: Office, result: SendResult) -> None:
    ticket_id = office.shows()
    office.answers(ticket_id, "Ответ")
    before = len(office.rows(RowKind.POST))
    office.delivers(result=lambda one: result if one.kind == RowKind.REACTION else office.appears(one))
    assert len(office.rows(RowKind.POST)) == before


def test_what_is_about_a_topic_waits_until_the_topic_is_there(office: Office) -> None:
    ticket_id = office.opens(office.meets())
    with office.database.write() as tx:
        (work,) = deliveries.lease_work(tx, at(), DELIVER, "slow", 32)
    assert work[1].kind == RowKind.CREATE_TOPIC
    with office.database.write() as tx:
        react(tx, at(), ticket_id, ACCOUNT, "42", "👌")
    assert office.delivers(at("3s")) == []
    with office.database.write() as tx:
        record_result(tx, at("4s"), work[0], work[1], Sent(thread_id=77))
        lanes.release_lane(tx, work[0], at("4s").real)
    assert {one.kind for one in office.delivers(at("6s"))} == {RowKind.CARD, RowKind.REACTION}


def test_new_words_for_a_card_that_never_appeared_wait_ten_minutes_and_hold_up_nothing_after_that(
    office: Office,
) -> None:
    ticket_id = office.opens(office.meets())
    no_card = FailedPermanently(Refusal.OTHER, "can't parse entities")
    office.delivers(result=lambda one: no_card if one.kind == RowKind.CARD else office.appears(one))
    with office.database.write() as tx:
        refresh_card(tx, at("1m"), office.view(ticket_id), office.regulation)
    assert office.delivers(at("10m")) == []
    (waits,) = [row for row in office.rows(RowKind.EDIT_CARD) if row.state == "pending"]
    assert [(one.id, one.provider_ids) for one in office.delivers(at("12m"))] == [(waits.id, ())]
    assert office.delivers(at("1h")) == []


def test_mark_sending_is_won_by_one(office: Office) -> None:
    ticket_id = office.shows()
    office.answers(ticket_id, "Ответ")
    (row,) = [row for row in office.rows() if row.payload.get("text") == "Ответ"]
    with office.database.write() as tx:
        assert row_states.mark_sending(tx, row.id, at().real)
        assert not row_states.mark_sending(tx, row.id, at().real + timedelta(seconds=1))


@pytest.mark.parametrize("result", [Unknown("it slept"), FailedPermanently(Refusal.OTHER, "it slept")])
def test_who_slept_through_the_lease_tells_nobody_a_second_time(office: Office, result: SendResult) -> None:
    ticket_id = office.shows()
    office.answers(ticket_id, "Ответ")
    with office.database.write() as tx:
        ((slept, head),) = deliveries.lease_work(tx, at("1s"), DELIVER, "slept", 1)
        assert as_post(head.payload)["text"] == "Ответ"
        assert row_states.mark_sending(tx, head.id, at("1s").real)
    office.delivers(at("60s"))
    told = office.words()
    with office.database.write() as tx:
        assert record_result(tx, at("61s"), slept, head, result) is None
    assert office.words() == told
    assert [row.state for row in office.rows() if row.id == head.id] == ["unknown"]
