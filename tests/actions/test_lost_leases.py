"""Who sleeps through a lease finds that the lane belongs to another one."""

from models.actions.delivery import deliveries
from models.actions.queue import dispatching, lanes, row_states
from models.db import Database
from models.rules.delivery.outgoing import DELIVER
from models.rules.delivery.payloads import as_post
from models.rules.delivery.send_results import FailedTemporarily, Unknown
from models.rules.delivery.states import DeliveryState
from tests.actions.drained_lanes import post, rows, states, word
from tests.actions.office import Office, at
from tests.actions.recorded import record_result


def test_who_slept_through_the_lease_does_not_go_on(office: Office) -> None:
    ticket_id = office.shows()
    for words in ("второе", "третье", "четвёртое"):
        office.adds(ticket_id, words)
    with office.database.write() as tx:
        ((lease, head),) = deliveries.lease_work(tx, at(), DELIVER, "sleeper", 32)
    with office.database.write() as tx:
        ((others_lease, others_head),) = deliveries.lease_work(tx, at("20s"), DELIVER, "other", 32)
    assert (as_post(head.payload)["text"], as_post(others_head.payload)["text"]) == ("второе", "второе")
    with office.database.write() as tx:
        following = record_result(tx, at("21s"), lease, head, office.appears(head))
        assert following is None, "what waits in the lane belongs to the other now"
    assert office.delivers(at("22s")) == [], "and the lane is still held"
    with office.database.write() as tx:
        following = record_result(tx, at("22s"), others_lease, others_head, office.appears(others_head))
    assert following is not None
    assert as_post(following.payload)["text"] == "третье"


def test_who_slept_through_the_lease_gives_no_lane_of_another_back(office: Office) -> None:
    ticket_id = office.shows()
    office.answers(ticket_id, "Ответ")
    with office.database.write() as tx:
        leased = deliveries.lease_work(tx, at(), DELIVER, "sleeper", 32)
    with office.database.write() as tx:
        assert deliveries.lease_work(tx, at("20s"), DELIVER, "other", 32)
    with office.database.write() as tx:
        for lease, _ in leased:
            dispatching.postpone(tx, [(lease, 0.0)], at("21s").real)
            lanes.release_lane(tx, lease, at("21s").real)
    assert office.delivers(at("22s")) == []


def test_what_has_no_chance_for_half_a_second_is_given_back_for_that_long(office: Office) -> None:
    ticket_id = office.shows()
    office.adds(ticket_id, "второе")
    with office.database.write() as tx:
        assert deliveries.lease_work(tx, at(), DELIVER, "one", 32, lambda _: 0.5) == []
    assert office.delivers(at()) == []
    assert [as_post(dispatch.payload)["text"] for dispatch in office.delivers(at("1s"))] == ["второе"]


def test_a_sender_that_wakes_after_its_row_was_given_up_changes_nothing(database: Database) -> None:
    post(database, 7, word("Да", 7))
    (row,) = rows(database)
    with database.write() as tx:
        assert row_states.mark_sending(tx, row.id, at().real)
        row_states.end(tx, row.id, DeliveryState.UNKNOWN, at().real, "its sender vanished")
        row_states.try_again(tx, row.id, at().real, "429")
    assert states(database) == {"Да": DeliveryState.UNKNOWN}


def test_what_another_one_is_sending_is_not_unknown_because_of_who_slept_through_the_lease(office: Office) -> None:
    """Its host was cut off from everybody, and comes back without an answer of the world."""
    ticket_id = office.shows()
    office.answers(ticket_id, "Ответ")

    def leased(by: str, when: str) -> list[tuple[lanes.Lease, dispatching.Dispatch]]:
        with office.database.write() as tx:
            return [
                (lease, head)
                for lease, head in deliveries.lease_work(tx, at(when), DELIVER, by, 32)
                if head.payload.get("text") == "Ответ"
            ]

    ((lease, head),) = leased("sleeper", "0s")
    ((_, others_head),) = leased("other", "20s")
    with office.database.write() as tx:
        assert row_states.mark_sending(tx, others_head.id, at("20s").real)
    for said in (Unknown("no answer"), FailedTemporarily(1.0, "never left")):
        with office.database.write() as tx:
            record_result(tx, at("21s"), lease, head, said)
        assert [row.state for row in office.rows() if row.id == head.id] == [DeliveryState.SENDING]
