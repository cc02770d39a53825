"""Which phones get an SMS that nobody typed."""

import pytest

from models.rules.sms.automatic import Hold, Oddness, PhoneFacts, hold_of, number_hold, oddness

NOTHING = Hold.NO_NUMBER
ODD = Hold.ODD_NUMBER


@pytest.mark.parametrize(
    ("address", "countries", "hold"),
    [
        ("+79161234567", ["RU"], None),
        ("+79990000000", ["RU"], None),
        ("+77011234567", ["RU"], ODD),
        ("+77011234567", ["RU", "KZ"], None),
        ("+79407123456", ["RU"], ODD),  # Abkhazia, under the same +7
        ("+4915112345678", ["RU"], ODD),
        ("+4915112345678", ["DE"], None),
        ("+12025550123", ["US"], None),  # one range for landlines and mobile phones
        ("+18765550123", ["US"], ODD),  # Jamaica, under the same +1
        ("0500", ["RU"], ODD),
        ("3381", ["RU"], ODD),
        ("900", ["RU"], ODD),
        ("+882161234567", ["RU"], ODD),  # a satellite
        ("+88213123456", ["RU"], ODD),
        ("+78091234567", ["RU"], ODD),  # premium
        ("+78001234567", ["RU"], ODD),  # free of charge
        ("+74951234567", ["RU"], ODD),  # a landline
        ("89161234567", ["RU"], ODD),  # as no address of ours is written
        ("MegaFon", ["RU"], NOTHING),
        ("withheld", ["RU"], NOTHING),
        ("", ["RU"], NOTHING),
    ],
)
def test_only_mobile_numbers_of_the_regulations_countries_are_texted(
    address: str, countries: list[str], hold: Hold | None
) -> None:
    assert number_hold(address, countries) == hold


@pytest.mark.parametrize(
    ("address", "odd"),
    [
        ("0500", Oddness.SHORT_CODE),
        ("900", Oddness.SHORT_CODE),
        ("89161234567", Oddness.NO_MOBILE),
        ("+78091234567", Oddness.PREMIUM),
        ("+74951234567", Oddness.LANDLINE),
        ("+78001234567", Oddness.NO_MOBILE),
        ("+79031234567890", Oddness.NO_MOBILE),
        ("+77011234567", Oddness.ABROAD),
        ("+882161234567", Oddness.ABROAD),
        ("+79407123456", Oddness.ABROAD),
    ],
)
def test_what_is_odd_about_a_number_is_told(address: str, odd: Oddness) -> None:
    assert oddness(address, ["RU"]) == odd


def test_a_range_younger_than_the_tables_counts_if_it_has_the_length_of_a_mobile_number() -> None:
    assert number_hold("+380201234567", ["UA"]) is None
    assert number_hold("+3802012345", ["UA"]) == ODD


@pytest.mark.parametrize(
    ("automatic_left", "left", "hold"),
    [(1, 1, None), (0, 1, Hold.AUTOMATIC_LIMIT), (1, 0, Hold.LIMIT), (-3, 5, Hold.AUTOMATIC_LIMIT)],
)
def test_a_days_limit_holds_what_would_be_one_too_many(automatic_left: int, left: int, hold: Hold | None) -> None:
    assert hold_of(PhoneFacts("+79161234567", ["RU"], automatic_left, left)) == hold
    assert hold_of(PhoneFacts("0500", ["RU"], automatic_left, left)) == ODD


@pytest.mark.parametrize(
    ("phone_left", "automatic_left", "left", "hold"),
    [(3, 3, 3, None), (2, 9, 9, Hold.PHONE_LIMIT), (9, 2, 9, Hold.AUTOMATIC_LIMIT), (9, 9, 2, Hold.LIMIT)],
)
def test_all_parts_of_a_message_count(phone_left: int, automatic_left: int, left: int, hold: Hold | None) -> None:
    facts = PhoneFacts("+79161234567", ["RU"], automatic_left, left, phone_left)
    assert hold_of(facts, parts=3) == hold


def test_a_phone_that_said_stop_gets_none() -> None:
    assert hold_of(PhoneFacts("+79161234567", ["RU"], stopped=True)) == Hold.STOPPED
