"""Places of a SIM at which children died: what counts, what staff are told, and that it is said once."""

from models.actions.reach import sim_places
from models.db import Database
from tests.actions.office import GROUP
from tests.actions.sms_office import SIM, SmsOffice, at


def dies(office: SmsOffice, location: int, times: int = 1) -> None:
    for _ in range(times):
        with office.database.write() as tx:
            sim_places.note_death(tx, at(), SIM, location)


def told(office: SmsOffice) -> list[str]:
    with office.database.write() as tx:
        sim_places.tell_of_bad_places(tx, at("1m"))
    return [row.payload["text"] for row in office.rows() if row.address == str(GROUP)]


def test_one_death_makes_no_place_bad_and_a_good_listing_forgets_it(database: Database) -> None:
    office = SmsOffice(database)
    dies(office, 5)
    dies(office, sim_places.LISTING)
    with database.write() as tx:
        known = sim_places.bad_places(tx, SIM)
        assert (list(known.places), known.carefully) == ([], False)
        sim_places.listing_went_well(tx, SIM)
    dies(office, 5)
    dies(office, sim_places.LISTING)
    with database.write() as tx:
        known = sim_places.bad_places(tx, SIM)
    assert (list(known.places), known.carefully) == ([], False)


def test_a_place_of_two_deaths_stays_bad_however_well_the_others_are_read(database: Database) -> None:
    office = SmsOffice(database)
    dies(office, 5, 2)
    dies(office, sim_places.LISTING, 2)
    with database.write() as tx:
        sim_places.listing_went_well(tx, SIM)
        known = sim_places.bad_places(tx, SIM)
    assert ([place.location for place in known.places], known.carefully) == ([5], False)


def test_staff_are_told_once_of_a_place_whose_octets_are_kept(database: Database) -> None:
    office = SmsOffice(database)
    dies(office, 5, 2)
    assert told(office) == []  # nobody has asked for its octets yet
    with database.write() as tx:
        [place] = sim_places.bad_places(tx, SIM).places
        sim_places.asks(tx, at(), place)
        sim_places.keep(tx, place, "0791")
    [words] = told(office)
    assert words.startswith(f"SIM IMSI {SIM} (modem0), место 5: ")
    assert "сохранено байт: 2" in words
    assert told(office) == [words]


def test_a_place_that_gave_nothing_is_told_too(database: Database) -> None:
    office = SmsOffice(database)
    dies(office, 5, 2)
    with database.write() as tx:
        sim_places.asks(tx, at(), sim_places.bad_places(tx, SIM).places[0])
    [words] = told(office)
    assert "сохранить его не вышло" in words
