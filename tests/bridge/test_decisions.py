"""What the bridge decides without a modem: what became of a message, what lay on a SIM, which ring is which call."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from gsm_bridge.beats import DEADLINES, Activity, Pulse
from gsm_bridge.calls import SAME_CALL, Calls, RingLine, UnnamedRings
from gsm_bridge.decoding import Foreign, content_of, slot
from gsm_bridge.errors import ModemRefused
from gsm_bridge.sending import accepted, failed
from gsm_bridge.talk import Heard
from models.actions.delivery.sms_departures import Receipt
from models.actions.reach.sms_arrivals import Arrived, Concat
from models.rules.delivery.send_results import FailedPermanently, FailedTemporarily, Sent, Unknown

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NO_HEADER = {"Type": "NoUDH", "Text": b"", "ID8bit": 0, "ID16bit": 0, "PartNumber": -1, "AllParts": 0}


def lies_there(**facts: Any) -> dict[str, Any]:
    """As libGammu 1.45.1 gives an SMS of the SIM."""
    return {
        "Location": 1,
        "Type": "Deliver",
        "Number": "+79161234567",
        "Text": "Привет",
        "Coding": "Unicode_No_Compression",
        "Class": -1,
        "DateTime": datetime(2026, 11, 22, 15, 0, tzinfo=timezone(timedelta(hours=3))),
        "UDH": NO_HEADER,
        "DeliveryStatus": 0,
        "MessageReference": 0,
        **facts,
    }


@pytest.mark.parametrize(
    ("error", "line", "left", "lost", "came_of_it", "spoilt"),
    [
        ("ERR_UNKNOWN", "+CMS ERROR: 1", True, False, FailedPermanently, False),
        ("ERR_UNKNOWN", "+CMS ERROR: 304", False, False, FailedPermanently, False),
        ("ERR_UNKNOWN", "+CMS ERROR: 38", True, False, FailedTemporarily, False),
        ("ERR_FULL", "+CMS ERROR: 322", True, False, FailedTemporarily, False),
        ("ERR_SECURITYERROR", "+CMS ERROR: 311", False, False, FailedTemporarily, False),
        ("ERR_UNKNOWN", "+CMS ERROR: 500", True, False, Unknown, True),
        ("ERR_UNKNOWN", "+CMS ERROR: 332", True, False, Unknown, True),
        ("ERR_UNKNOWN", "+CMS ERROR: 517", True, False, Unknown, True),
        ("ERR_UNKNOWN", "+CMS ERROR: 500", False, False, FailedTemporarily, False),
        ("ERR_UNKNOWN", "+CME ERROR: 100", True, False, Unknown, True),
        ("ERR_UNKNOWN", "", True, False, Unknown, True),
        ("ERR_UNKNOWN", "", False, False, FailedTemporarily, False),
        ("ERR_TIMEOUT", "", True, True, Unknown, True),
        ("ERR_TIMEOUT", "", False, True, FailedTemporarily, True),
        ("ERR_DEVICEWRITEERROR", "", True, True, Unknown, True),
        ("ERR_EMPTYSMSC", "", False, False, FailedTemporarily, False),
        ("ERR_MOREMEMORY", "", False, False, FailedPermanently, False),
        ("ValueError", "", False, False, FailedPermanently, False),
        ("ERR_MOREMEMORY", "", True, False, Unknown, True),
        ("ERR_INVALIDDATA", "", True, False, Unknown, True),
        ("ValueError", "", True, False, Unknown, True),
    ],
)
def test_what_came_of_a_message_that_was_not_accepted(
    error: str, line: str, left: bool, lost: bool, came_of_it: type, spoilt: bool
) -> None:
    sending = failed(error, line, left, lost=lost)
    assert isinstance(sending.result, came_of_it)
    assert (sending.spoilt, sending.reference) == (spoilt, None)


@pytest.mark.parametrize("reference", [0, 7, 255])
def test_an_accepted_message_has_the_networks_name(reference: int) -> None:
    assert accepted(reference).reference == reference
    assert isinstance(accepted(reference).result, Sent)


def test_accepted_without_a_name_is_sent_and_the_connection_is_suspect() -> None:
    sending = accepted(-1)
    assert isinstance(sending.result, Sent)
    assert (sending.reference, sending.spoilt) == (None, True)


def test_the_networks_time_is_read_with_its_zone() -> None:
    assert content_of(lies_there(), NOW) == Arrived("+79161234567", "Привет", NOW)


def test_without_a_stamp_it_came_now() -> None:
    found = content_of(lies_there(DateTime=None), NOW + timedelta(hours=1))
    assert isinstance(found, Arrived)
    assert found.sent_at == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("header", "place"),
    [
        ({"ID8bit": 7, "ID16bit": -1, "PartNumber": 2, "AllParts": 3}, Concat(7, 3, 2)),
        ({"ID8bit": -1, "ID16bit": 4711, "PartNumber": 1, "AllParts": 2}, Concat(4711, 2, 1)),
        ({"ID8bit": 0, "ID16bit": -1, "PartNumber": 1, "AllParts": 2}, Concat(0, 2, 1)),
        ({"ID8bit": 7, "ID16bit": -1, "PartNumber": 1, "AllParts": 1}, None),
        ({"ID8bit": 7, "ID16bit": -1, "PartNumber": 4, "AllParts": 3}, None),
        ({"ID8bit": 7, "ID16bit": -1, "PartNumber": 0, "AllParts": 3}, None),
    ],
)
def test_a_parts_place_is_read_and_an_impossible_one_is_none(header: dict[str, int], place: Concat | None) -> None:
    found = content_of(lies_there(UDH={**NO_HEADER, **header}), NOW)
    assert isinstance(found, Arrived)
    assert found.concat == place


def test_text_ends_where_stale_memory_begins() -> None:
    found = content_of(lies_there(Text="a€b\0 Привет"), NOW)
    assert isinstance(found, Arrived)
    assert found.text == "a€b"


def test_a_report_and_somebody_elses_draft_are_told_from_what_people_write() -> None:
    report = content_of(lies_there(Type="Status_Report", MessageReference=300, DeliveryStatus=0x46), NOW)
    assert report == Receipt("+79161234567", 300 & 0xFF, 0x46, NOW)
    assert isinstance(content_of(lies_there(Type="Submit"), NOW), Foreign)


def test_the_fingerprint_of_a_place_changes_with_what_lies_there() -> None:
    first = slot(lies_there(), NOW)
    assert slot(lies_there(), NOW + timedelta(days=1)).fingerprint == first.fingerprint
    assert slot(lies_there(Text="Другое"), NOW).fingerprint != first.fingerprint


def test_rings_of_one_number_are_one_call_until_they_pause() -> None:
    calls = Calls()
    assert [calls.rings("+7999", float(second)) for second in range(5)] == [True] + [False] * 4
    assert calls.rings("+7999", 4 + SAME_CALL + 0.1)


def test_two_numbers_and_a_withheld_one_are_three_calls() -> None:
    calls = Calls()
    assert [calls.rings(number, 1.0) for number in ("+7999", "+7888", "", "+7999", "")] == [True] * 3 + [False] * 2


def test_a_ring_on_its_way_when_we_hung_up_is_none_and_a_later_one_is_a_new_call() -> None:
    calls = Calls()
    assert calls.rings("+7999", 10.0)
    calls.over(10.3)
    assert not calls.rings("+7999", 10.5)
    assert calls.rings("+7999", 13.0)


def test_a_call_that_ended_by_itself_may_be_followed_by_another_at_once() -> None:
    calls = Calls()
    assert [calls.rings("+7999", at) for at in (1.0, 2.0, 3.0)] == [True, False, False]
    calls.over(3.5)
    calls.over(3.9)
    assert calls.rings("+7999", 4.0)


def test_numbers_that_rang_long_ago_are_not_remembered() -> None:
    calls = Calls()
    for caller in range(100):
        calls.rings(f"+7999{caller:07}", caller * (SAME_CALL + 1))
    assert list(calls._ringing) == ["+79990000099"]


@pytest.mark.parametrize(
    ("said", "words"), [("+CMS ERROR: 500", "DeleteSMS: ERR_UNKNOWN +CMS ERROR: 500"), ("", "DeleteSMS: ERR_UNKNOWN")]
)
def test_a_refusal_is_named_in_the_log_with_the_modems_own_line(said: str, words: str) -> None:
    assert str(ModemRefused("DeleteSMS", "ERR_UNKNOWN", said)) == words


def test_the_core_hears_what_is_said_however_it_is_cut() -> None:
    pulse = Pulse(Activity.START, 0.0)
    for octets, at in ((b"ini", 1.0), (b"t\nworking 2500", 2.0), (b"1\nsend\n", 3.0)):
        pulse.heard(octets, at)
    assert (pulse.activity, pulse.sim, pulse.working_since) == (Activity.SEND, "25001", 3.0)
    assert pulse.overrun_at == 3.0 + DEADLINES[Activity.SEND]


def test_every_activity_has_a_deadline() -> None:
    assert set(DEADLINES) == set(Activity)


def test_what_the_modem_says_beside_its_answer_is_not_lost() -> None:
    heard = Heard()
    for line in ('+CLIP: "+7999",145', "AT+CMGF?", "+CDS: 25", "07919", '+CMTI: "ME",3', "+CMGF: 1", "", "OK"):
        heard.line(line)
    assert (heard.mode, heard.rings, heard.report_pdus, heard.announcements) == (1, ["+7999"], ["07919"], 1)
    assert heard.final == "OK"


def test_two_rings_of_somebody_unnamed_are_a_call_and_one_is_not() -> None:
    rings = UnnamedRings()
    rings.hear(RingLine.RING, 10.0)
    assert (rings.due_at, rings.take(99.0)) == (None, False)
    rings.hear(RingLine.RING, 13.0)
    assert not rings.take(13.1)
    assert rings.take(13.4)
    assert not rings.take(13.5)


def test_who_is_named_after_the_second_ring_is_not_unnamed() -> None:
    rings = UnnamedRings()
    for line in (RingLine.RING, RingLine.RING, RingLine.NAMED, RingLine.OVER):
        rings.hear(line, 10.0)
    assert (rings.take(14.0), rings.take_missed()) == (False, False)


def test_rings_of_two_calls_are_not_counted_together() -> None:
    rings = UnnamedRings()
    rings.hear(RingLine.RING, 10.0)
    rings.hear(RingLine.RING, 10.0 + SAME_CALL + 1)
    assert (rings.due_at, rings.take_missed()) == (None, False)


@pytest.mark.parametrize("then", [(RingLine.OVER, 10.2), (RingLine.RING, 10.0 + SAME_CALL + 1)])
def test_an_unnamed_call_that_ended_before_anybody_looked_is_missed_once(then: tuple[RingLine, float]) -> None:
    rings = UnnamedRings()
    rings.hear(RingLine.RING, 9.9)
    rings.hear(RingLine.RING, 10.0)
    rings.hear(*then)
    assert (rings.due_at is None, rings.take_missed()) == (False, True)
    assert (rings.due_at, rings.take_missed(), rings.take(99.0)) == (None, False, False)


def test_rings_while_we_hang_up_are_no_further_call() -> None:
    rings = UnnamedRings()
    for line in (RingLine.RING, RingLine.RING, RingLine.OVER):
        rings.hear(line, 10.0)
    rings.hung_up()
    assert (rings.due_at, rings.take_missed()) == (None, False)


def test_bare_rings_are_heard_past_libgammu_too() -> None:
    heard = Heard()
    for line in ("RING", "+CRING: VOICE", '+CLIP: "+7888",145', "RING"):
        heard.line(line)
    assert heard.ring_lines == [RingLine.RING, RingLine.RING, RingLine.NAMED, RingLine.RING]


@pytest.mark.parametrize(
    ("reference", "known", "spoilt"), [(0, 0, False), (255, 255, False), (256, None, True), (-1, None, True)]
)
def test_a_reference_that_no_network_gives_is_none(reference: int, known: int | None, spoilt: bool) -> None:
    sending = accepted(reference)
    assert isinstance(sending.result, Sent)
    assert (sending.reference, sending.spoilt) == (known, spoilt)


def test_the_place_that_a_child_reads_reaches_its_core() -> None:
    pulse = Pulse(Activity.START, 0.0)
    pulse.heard(b"working 25001\nread 17\n", 5.0)
    assert (pulse.sim, pulse.activity, pulse.place, pulse.since) == ("25001", Activity.READ, 17, 5.0)
    pulse.heard(b"list\n", 6.0)
    assert (pulse.activity, pulse.place) == (Activity.LIST, 0)
