"""The phone on duty: one ring or one SMS, from the modem most likely to manage it; and never two rings."""

from collections.abc import Callable, Sequence

import pytest

from models.actions.delivery import sms_departures
from models.actions.delivery.sms_departures import Departure, DueRing
from models.actions.queue import lanes
from models.actions.reach import duty_calls, modems
from models.clock import Instant
from models.db import Database
from models.queries.modems import another_ringing_sim, live_sim, ringing_sim
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.send_results import FailedPermanently, Refusal, SendResult, Sent, Unknown
from models.rules.regulation.organisations import OrganisationId
from tests.actions.sms_office import GALYA, SIM, SmsOffice, at

OURS = OrganisationId(1)
DUTY = "+79165550001"
TEXT = "Заявка №1 просрочена: интернет"
OTHER = "250019999999998"
REFUSED = FailedPermanently(Refusal.OTHER, "the modem does not dial (ERROR)")


@pytest.fixture
def office(database: Database) -> SmsOffice:
    office = SmsOffice(database)
    office.begins()
    return office


def rings(office: SmsOffice, number: str = DUTY) -> bool:
    with office.database.write() as tx:
        return duty_calls.ring_phone(tx, at(), office.organisation_id, number, TEXT, office.ticket_of().id)


def leaves(
    office: SmsOffice, result: SendResult, *, sim: str = SIM, refused: bool = False, when: Instant | None = None
) -> DueRing:
    """The modem of this SIM takes the ring that is due, and this comes of it."""
    when = when or at()
    with office.database.write() as tx:
        found = sms_departures.next_departure(tx, when, sim, "child")
        assert found is not None
        lease, due = found
        assert isinstance(due, DueRing)
        assert sms_departures.mark_leaving(tx, due, sim, when.real)
    with office.database.write() as tx:
        following = sms_departures.record_ring(tx, when, lease, due, result, refused=refused)
        if following is not None:
            lanes.release_lane(tx, lease, when.real)
    return due


def states(office: SmsOffice, kind: RowKind) -> list[str]:
    return [row.state for row in office.rows(kind) if row.address == DUTY]


def knows(office: SmsOffice, device: str, sim: str, state: str = "working", voice: bool | None = None) -> None:
    with office.database.write() as tx:
        modems.note_modem(tx, at(), device, state=state, sim=sim)
        if voice is not None:
            modems.note_voice(tx, device, voice=voice)


def test_a_phone_that_rang_gets_no_sms(office: SmsOffice) -> None:
    assert rings(office)
    due = leaves(office, Sent())
    assert due.number == DUTY
    assert (states(office, RowKind.RING), states(office, RowKind.SMS)) == (["sent"], [])
    assert office.texts(at("1m")) == []


@pytest.mark.parametrize(("result", "state"), [(REFUSED, "failed_permanently"), (Unknown("no word"), "unknown")])
def test_what_did_not_ring_or_may_not_have_is_texted_once(office: SmsOffice, result: SendResult, state: str) -> None:
    rings(office)
    leaves(office, result)
    assert [(sms.number, sms.text) for sms in office.texts()] == [(DUTY, TEXT)]
    assert (states(office, RowKind.RING), states(office, RowKind.SMS)) == ([state], ["sent"])
    assert office.texts(at("1m")) == []


def test_a_child_that_died_while_it_rang_is_followed_by_the_sms_and_by_no_second_ring(office: SmsOffice) -> None:
    rings(office)
    with office.database.write() as tx:
        found = sms_departures.next_departure(tx, at(), SIM, "child")
        assert found is not None
        assert isinstance(found[1], DueRing)
        assert sms_departures.mark_leaving(tx, found[1], SIM, at().real)
    said = len(office.words())
    for _ in range(2):
        with office.database.write() as tx:
            sms_departures.take_over(tx, at("1m"), SIM)
    assert [sms.text for sms in office.texts(at("2m"))] == [TEXT]
    assert states(office, RowKind.RING) == ["unknown"]
    assert office.words()[said:] == [TEXT]


def test_a_child_that_died_before_it_dialled_leaves_the_ring_to_the_next(office: SmsOffice) -> None:
    rings(office)
    with office.database.write() as tx:
        assert sms_departures.next_departure(tx, at(), SIM, "child") is not None
    with office.database.write() as tx:
        sms_departures.take_over(tx, at("1m"), SIM)
    leaves(office, Sent(), when=at("2m"))
    assert states(office, RowKind.SMS) == []


def test_a_modem_that_refuses_hands_the_ring_to_one_that_may_manage(office: SmsOffice) -> None:
    rings(office)
    knows(office, "modem1", OTHER)
    leaves(office, REFUSED, refused=True)
    assert office.texts() == []
    leaves(office, REFUSED, sim=OTHER, refused=True)
    assert states(office, RowKind.RING) == ["failed_permanently"] * 2
    with office.database.write() as tx:
        found = sms_departures.next_departure(tx, at(), OTHER, "child")
    assert found is not None
    assert isinstance(found[1], Departure)
    assert found[1].text == TEXT


def test_a_call_that_the_network_did_not_put_through_is_not_tried_from_another_modem(office: SmsOffice) -> None:
    rings(office)
    knows(office, "modem1", OTHER, voice=True)
    leaves(office, FailedPermanently(Refusal.OTHER, "the phone did not ring (NO CARRIER)"))
    assert [sms.text for sms in office.texts()] == [TEXT]


def test_the_duty_goes_ahead_of_what_waits_for_the_same_phone(office: SmsOffice) -> None:
    office.answers(office.ticket_of().id, "Проверяем")
    with office.database.write() as tx:
        assert duty_calls.text_phone(tx, at(), office.organisation_id, GALYA, TEXT, office.ticket_of().id)
    assert [sms.text for sms in office.texts()] == [TEXT, "Проверяем"]


def test_a_long_text_goes_in_parts_and_is_told_when_it_fails(office: SmsOffice) -> None:
    with office.database.write() as tx:
        assert duty_calls.text_phone(tx, at(), office.organisation_id, DUTY, TEXT * 3, office.ticket_of().id)
    assert [(sms.part, sms.of) for sms in office.texts()] == [(1, 2), (2, 2)]
    with office.database.write() as tx:
        duty_calls.text_phone(tx, at("1m"), office.organisation_id, DUTY, TEXT, office.ticket_of().id)
    no_such = FailedPermanently(Refusal.OTHER, "no such number (+CMS ERROR: 1)")
    office.texts(at("1m"), result=lambda _: no_such)
    assert office.words()[-1] == (
        "Дежурный (+7 916 555-00-01) не предупреждён: SMS не доставлено, модем отказал (+CMS ERROR: 1)."
    )
    assert office.ticket_of().answered_at is None


def test_a_text_of_unknown_fate_is_told_with_the_phone_that_it_was_for(office: SmsOffice) -> None:
    with office.database.write() as tx:
        duty_calls.text_phone(tx, at(), office.organisation_id, DUTY, TEXT, office.ticket_of().id)
    office.texts(result=lambda _: Unknown("no clear answer"))
    assert office.words()[-1].startswith("Неизвестно, дошло ли SMS дежурному (+7 916 555-00-01)")


@pytest.mark.parametrize("act", [duty_calls.text_phone, duty_calls.ring_phone])
@pytest.mark.parametrize(("number", "text"), [("", TEXT), ("Дежурный", TEXT), ("+7916;", TEXT), (DUTY, "")])
def test_what_can_reach_nobody_is_said_at_once(
    office: SmsOffice, act: Callable[..., bool], number: str, text: str
) -> None:
    with office.database.write() as tx:
        assert not act(tx, at(), office.organisation_id, number, text, None)
    assert states(office, RowKind.SMS) == states(office, RowKind.RING) == []


def test_without_any_modem_ever_nothing_is_promised(database: Database) -> None:
    with database.write() as tx:
        assert not duty_calls.text_phone(tx, at(), OURS, DUTY, TEXT, None)
        assert not duty_calls.ring_phone(tx, at(), OURS, DUTY, TEXT, None)


def test_a_ring_that_failed_is_told_only_when_the_sms_in_its_place_fails_too(office: SmsOffice) -> None:
    rings(office)
    said = len(office.words())
    leaves(office, REFUSED)
    assert office.words()[said:] == [TEXT]
    office.texts(result=lambda _: FailedPermanently(Refusal.OTHER, "+CMS ERROR: 38"))
    assert office.words()[-1].startswith("Дежурный (+7 916 555-00-01) не предупреждён")


def test_an_sms_of_two_parts_to_the_duty_that_fails_is_told_once(office: SmsOffice) -> None:
    with office.database.write() as tx:
        organisation_id, ticket_id = office.edition.organisation_id, office.ticket_of().id
        assert duty_calls.text_phone(tx, at(), organisation_id, DUTY, TEXT * 3, ticket_id)
    office.texts(result=lambda _: FailedPermanently(Refusal.OTHER, "+CMS ERROR: 38"))
    assert len([words for words in office.words() if "не предупреждён" in words]) == 1


def test_who_takes_the_ticket_stops_what_has_not_left(office: SmsOffice) -> None:
    ticket_id = office.ticket_of().id
    rings(office)
    office.answers(ticket_id, "Проверяем")
    with office.database.write() as tx:
        assert duty_calls.call_off(tx, at(), ticket_id) == 1
        assert duty_calls.call_off(tx, at(), ticket_id) == 0
    assert [sms.text for sms in office.texts()] == ["Проверяем"]
    assert states(office, RowKind.RING) == ["cancelled"]


@pytest.mark.parametrize(
    ("known", "texting", "ringing"),
    [
        ([("a", "working", None), ("b", "unplugged", True)], "a", "a"),
        ([("a", "working", False), ("b", "working", None)], None, "b"),
        ([("a", "working", None), ("b", "working", True)], None, "b"),
        ([("a", "silent", None)], "a", "a"),
    ],
)
def test_the_modem_most_likely_to_manage_is_chosen(
    database: Database, known: Sequence[tuple[str, str, bool | None]], texting: str | None, ringing: str
) -> None:
    with database.write() as tx:
        for sim, state, voice in known:
            modems.note_modem(tx, at(), f"dev-{sim}", state=state, sim=sim)
            if voice is not None:
                modems.note_voice(tx, f"dev-{sim}", voice=voice)
        assert texting in (None, live_sim(tx, OURS))
        assert ringing_sim(tx, OURS) == ringing
        assert another_ringing_sim(tx, OURS, [sim for sim, _, _ in known]) is None


def test_a_modem_that_has_rung_once_stays_able_and_one_that_may_not_is_never_able(database: Database) -> None:
    with database.write() as tx:
        assert not modems.allow_rings(tx, at(), "able", allowed=True)
        modems.note_modem(tx, at(), "able", state="working", sim="a")
        modems.note_voice(tx, "able", voice=True)
        modems.note_voice(tx, "able", voice=False)
        modems.note_dialling(tx, "able", at())
        assert modems.allow_rings(tx, at("1m"), "able", allowed=True)
        modems.note_line_free(tx, "able")
        assert not modems.allow_rings(tx, at("2m"), "able", allowed=True)
        modems.note_modem(tx, at(), "barred", state="working", sim="b")
        modems.allow_rings(tx, at(), "barred", allowed=False)
        assert another_ringing_sim(tx, OURS, []) == "a"
        assert another_ringing_sim(tx, OURS, ["a"]) is None
        modems.allow_rings(tx, at(), "barred", allowed=True)
        assert another_ringing_sim(tx, OURS, ["a"]) == "b"
