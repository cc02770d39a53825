"""What became of a whole message: of all its parts and tries, as the agent sees it, and as the clock counts it."""

import contextlib
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.desk import sending
from models.actions.delivery import deliveries
from models.actions.queue import row_states
from models.actions.queue.dispatching import Dispatch
from models.rules.delivery.outgoing import DELIVER, RowKind
from models.rules.delivery.send_results import FailedPermanently, Refusal, SendResult, Unknown
from models.tables.persons import address
from models.tables.tickets import ticket
from tests.actions.office import ACCOUNT, GROUP, Office, at
from tests.actions.recorded import record_result

LONG = "слово " * 1400  # three messages


def shown(office: Office) -> list[str]:
    """Under the agent's messages, the newest last."""
    rows = sorted(office.rows(RowKind.REACTION), key=lambda row: int(row.id))
    return [row.payload["emoji"] for row in rows]


def parts_end(office: Office, *ends: SendResult | None, when: str = "0s") -> None:
    """The parts of the long answer, in order; None: it appears."""
    left = list(ends)

    def result(dispatch: Dispatch) -> SendResult:
        if dispatch.to_topic or not str(dispatch.payload.get("text", "")).startswith("слово"):
            return office.appears(dispatch)
        return left.pop(0) or office.appears(dispatch)

    office.delivers(at(when), result)
    assert not left


REFUSED, NO_WORD = FailedPermanently(Refusal.OTHER, "can't parse"), Unknown("timed out")


def test_an_answer_of_which_one_part_was_refused_did_not_arrive_and_that_is_said_once(office: Office) -> None:
    ticket_id = office.shows()
    office.answers(ticket_id, LONG)
    parts_end(office, REFUSED, REFUSED, None)
    assert shown(office) == ["👎"]
    assert len([words for words in office.words() if words.startswith("Не доставлено")]) == 1
    assert office.view(ticket_id).answered_at is None


def test_an_answer_of_which_one_part_may_be_missing_is_not_shown_as_sent(office: Office) -> None:
    ticket_id = office.shows()
    office.answers(ticket_id, LONG)
    parts_end(office, None, NO_WORD, None)
    assert shown(office) == ["🤷"]
    assert office.view(ticket_id).answered_at is not None


def test_once_the_agent_has_sent_the_missing_part_again_all_of_it_is_sent(office: Office) -> None:
    ticket_id = office.shows()
    office.answers(ticket_id, LONG)
    parts_end(office, None, NO_WORD, None)
    (missing,) = [row for row in office.rows(RowKind.POST) if row.state == "unknown"]
    with office.database.write() as tx:
        assert deliveries.send_again(tx, at("1m"), missing.id, ticket_id)
    office.delivers(at("1m"))
    assert shown(office) == ["🤷", "👌"]


def test_sent_again_it_goes_with_the_part_that_was_refused_and_counts_as_an_answer_once_more(office: Office) -> None:
    ticket_id = office.shows()
    office.answers(ticket_id, LONG)
    parts_end(office, NO_WORD, REFUSED, None)
    assert office.view(ticket_id).answered_at is None
    (unsure,) = [row for row in office.rows(RowKind.POST) if row.state == "unknown"]
    with office.database.write() as tx:
        acting = office.acting(tx, at("1m"), office.view(ticket_id))
        assert sending.again(acting, str(unsure.id)).decided
    assert office.view(ticket_id).answered_at is not None
    office.delivers(at("1m"))
    assert shown(office)[-1] == "👌"


def test_sent_again_and_refused_it_is_told_anew(office: Office) -> None:
    ticket_id = office.shows()
    office.answers(ticket_id, LONG)
    parts_end(office, NO_WORD, REFUSED, None)
    (unsure,) = [row for row in office.rows(RowKind.POST) if row.state == "unknown"]
    told = len([words for words in office.words() if words.startswith("Не доставлено")])
    with office.database.write() as tx:
        assert sending.again(office.acting(tx, at("1m"), office.view(ticket_id)), str(unsure.id)).decided
    parts_end(office, REFUSED, REFUSED, when="1m")
    assert len([words for words in office.words() if words.startswith("Не доставлено")]) == told + 1
    assert office.view(ticket_id).answered_at is None


def test_the_reaction_goes_where_the_agent_wrote(office: Office) -> None:
    ticket_id = office.shows()
    office.answers(ticket_id, "Едем")
    office.delivers()
    (reaction,) = office.rows(RowKind.REACTION)
    assert (reaction.account, reaction.address) == (ACCOUNT, str(GROUP))


def test_what_a_former_address_refuses_says_nothing_about_the_new_one(office: Office) -> None:
    anna, elsewhere = office.meets(), office.meets("Анна с работы")
    ticket_id = office.shows(anna)
    office.answers(ticket_id, "Едем")
    with office.database.write() as tx:  # she writes from elsewhere before that leaves
        tx.execute(update(ticket).where(ticket.c.id == ticket_id).values(address_id=elsewhere.address_id))
    office.refuses("Едем", Refusal.BLOCKED)
    with office.database.read() as tx:
        states = {row.id: row.state for row in tx.execute(select(address.c.id, address.c.state))}
    assert (states[anna.address_id], states[elsewhere.address_id]) == ("dead", "verified")
    assert shown(office) == ["👎"]
    assert any("заблокировал бота" in words for words in office.words())


def test_the_time_in_flight_of_an_answer_that_failed_is_not_counted(office: Office) -> None:
    ticket_id = office.shows()
    due = office.view(ticket_id).first_response_due_at
    assert due is not None
    ready = at(f"{int((due - at().now).total_seconds()) - 60}s")
    office.answers(ticket_id, "Едем", ready)
    much_later = at(f"{int((due - at().now).total_seconds()) + 3600}s")
    refused = FailedPermanently(Refusal.OTHER, "no")
    office.delivers(much_later, lambda one: refused if one.payload.get("text") == "Едем" else office.appears(one))
    view = office.view(ticket_id)
    assert view.answered_at is None
    assert view.first_response_due_at == much_later.now + timedelta(seconds=60)
    assert any("первый ответ ждут до" in words for words in office.words())
    assert not any("Срок первого ответа прошёл" in words for words in office.words())
    office.enforces(much_later)
    assert not [row for row in office.words() if "Срок первого ответа прошёл" in row]


def test_an_answer_of_unknown_fate_is_an_answer_until_it_is_known_to_have_failed(office: Office) -> None:
    ticket_id = office.shows()
    office.answers(ticket_id, "Едем")
    office.delivers(result=lambda one: NO_WORD if one.payload.get("text") == "Едем" else office.appears(one))
    assert office.view(ticket_id).answered_at is not None
    office.answers(ticket_id, "Уже близко")
    office.refuses("Уже близко", Refusal.OTHER)
    assert office.view(ticket_id).answered_at is not None


# -- kill -9 at each durable step of a delivery


def answered(office: Office) -> int:
    ticket_id = office.shows()
    office.answers(ticket_id, "Едем")
    return ticket_id


AFTER_THE_LEASE = at("16s")


def said_to_requester(office: Office) -> list[str]:
    return [row.state for row in office.rows(RowKind.POST) if row.payload.get("text") == "Едем"]


def test_killed_once_it_was_decided_it_simply_goes(office: Office) -> None:
    answered(office)
    office.delivers(AFTER_THE_LEASE)
    assert (said_to_requester(office), shown(office)) == (["sent"], ["👌"])


def test_killed_before_it_was_marked_it_simply_goes(office: Office) -> None:
    answered(office)
    with office.database.write() as tx:
        assert deliveries.lease_work(tx, at(), DELIVER, "gone", 32)
    office.delivers(AFTER_THE_LEASE)
    assert (said_to_requester(office), shown(office)) == (["sent"], ["👌"])


@pytest.mark.parametrize("left", [False, True])
def test_killed_after_the_mark_or_after_it_left_it_is_unknown_and_goes_only_by_an_agent(
    office: Office, left: bool
) -> None:
    ticket_id = answered(office)
    with office.database.write() as tx:
        for _, dispatch in deliveries.lease_work(tx, at(), DELIVER, "gone", 32):
            if not dispatch.repeatable:
                assert row_states.mark_sending(tx, dispatch.id, at().real)
                assert not left or office.appears(dispatch)  # nobody hears what the service answered
    office.delivers(AFTER_THE_LEASE)
    assert (said_to_requester(office), shown(office)) == (["unknown"], ["🤷"])
    assert office.view(ticket_id).answered_at is not None
    (row,) = [row for row in office.rows(RowKind.POST) if row.state == "unknown"]
    with office.database.write() as tx:
        assert deliveries.send_again(tx, at("1m"), row.id, ticket_id)
    office.delivers(at("1m"))
    assert (sorted(said_to_requester(office)), shown(office)) == (["cancelled", "sent"], ["🤷", "👌"])


def test_killed_while_the_result_is_recorded_nothing_of_it_is_there(office: Office) -> None:
    answered(office)
    with office.database.write() as tx:
        ((lease, dispatch),) = [
            one
            for one in deliveries.lease_work(tx, at(), DELIVER, "gone", 32)
            if one[1].payload.get("text") == "Едем"
        ]
        assert row_states.mark_sending(tx, dispatch.id, at().real)

    with contextlib.suppress(KeyboardInterrupt), office.database.write() as tx:
        record_result(tx, at(), lease, dispatch, office.appears(dispatch))
        raise KeyboardInterrupt
    assert shown(office) == []
    office.delivers(AFTER_THE_LEASE)
    assert (said_to_requester(office), shown(office)) == (["unknown"], ["🤷"])
