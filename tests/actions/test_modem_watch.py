"""What staff read in their group about modems, as time goes by and bridges note what they see."""

from datetime import timedelta

import pytest

from models.actions.desk import bindings
from models.actions.desk.group_checks import ask_about
from models.actions.reach import modem_watch, modems
from models.clock import Clock, Instant
from models.db import Database
from models.queries.modems import troubles
from tests.actions.office import ACCOUNT, GROUP
from tests.actions.sms_office import SIM, SmsOffice, at
from tests.actions.test_group_doctor import WELL, telegram_says
from workers.sweeper import Sweeper

UNPLUGGED = "✗ Модема modem0 нет на месте: устройство пропало."


class Watched(SmsOffice):
    def notes(self, state: str, moment: str, device: str = "modem0") -> None:
        with self.database.write() as tx:
            modems.note_modem(tx, at(moment), device, state=state)

    def serves(self, moment: str) -> None:
        with self.database.write() as tx:
            modems.keep_serving(tx, at(moment), "here")

    def watches(self, moment: str, *, seeing: bool = True) -> list[str]:
        """First lines of what the group is told by it."""
        before = len(self.told())
        with self.database.write() as tx:
            modem_watch.watch_modems(tx, at(moment), seeing=seeing)
        return [text.partition("\n")[0] for text in self.told()[before:]]

    def told(self) -> list[str]:
        return [row.payload["text"] for row in self.rows() if row.address == str(GROUP) and "text" in row.payload]


@pytest.fixture
def office(database: Database) -> Watched:
    office = Watched(database)
    with database.write() as tx:
        modems.begin_serving(tx, at(), "here", ["modem0"])
    office.notes("working", "5s")
    return office


def test_a_trouble_is_told_once_and_its_end_once(office: Watched) -> None:
    office.notes("unplugged", "60s")
    assert office.watches("70s") == []
    office.serves("80s")
    assert office.watches("81s") == [UNPLUGGED]
    assert "Вставьте модем или кабель" in office.told()[-1]
    office.serves("10m")
    assert office.watches("10m") == []
    office.notes("working", "11m")
    assert office.watches("11m") == []
    office.serves("12m")
    assert office.watches("12m") == ["✓ Модем modem0 снова работает. Перерыв: 10 минут. Что ждало, уходит."]
    assert office.watches("12m") == []


def test_a_relapse_is_told_and_its_end_only_after_a_quarter_of_an_hour_of_work(office: Watched) -> None:
    office.notes("unplugged", "60s")
    assert office.watches("81s") == [UNPLUGGED]
    office.notes("working", "90s")
    office.serves("120s")
    assert len(office.watches("120s")) == 1
    office.notes("unplugged", "180s")
    assert office.watches("201s") == [UNPLUGGED]
    office.notes("working", "210s")
    office.serves("10m")
    assert office.watches("10m") == []
    office.serves("20m")
    assert len(office.watches("20m")) == 1


def test_a_trouble_that_was_seen_late_counts_from_when_it_began(office: Watched) -> None:
    with office.database.write() as tx:
        modems.note_modem(tx, at("60s"), "modem0", bad_for=timedelta(seconds=45), state="silent")
    assert office.watches("61s") == ["✗ Модем modem0 не отвечает."]


def test_a_short_spell_of_work_does_not_begin_the_trouble_anew(office: Watched) -> None:
    office.notes("silent", "60s")
    office.notes("working", "66s")
    office.notes("silent", "70s")
    assert office.watches("82s") == ["✗ Модем modem0 не отвечает."]


def test_a_trouble_after_steady_work_is_a_new_one(office: Watched) -> None:
    office.notes("silent", "60s")
    office.notes("working", "66s")
    office.notes("silent", "600s")
    assert office.watches("610s") == []
    assert office.watches("621s") == ["✗ Модем modem0 не отвечает."]


def test_a_restart_of_the_bridge_is_no_trouble(office: Watched) -> None:
    office.notes("silent", "60s")
    office.notes("working", "66s")
    with office.database.write() as tx:
        modems.begin_serving(tx, at("30m"), "here", ["modem0"])
    assert office.watches("1805s") == []


def test_a_bridge_that_does_not_run_is_told_once_for_all_its_modems(office: Watched) -> None:
    office.notes("working", "5s", "modem1")
    assert office.watches("20s") == []
    assert office.watches("40s", seeing=False) == []
    assert office.watches("40s") == ["✗ Программа для модемов (gsm_bridge) не работает."]
    assert office.told()[-1].count("gsm_bridge") == 2  # what is wrong, and how to mend it
    assert office.watches("10m") == []
    with office.database.write() as tx:
        modems.begin_serving(tx, at("11m"), "here", ["modem0", "modem1"])
    for device in ("modem0", "modem1"):
        office.notes("working", "665s", device)
    assert len(office.watches("690s")) == 1
    assert office.told()[-1].count("снова работает") == 2


def test_without_a_group_it_is_told_when_there_is_one(database: Database) -> None:
    office = Watched(database)
    with database.write() as tx:
        bindings.lose_group(tx, ACCOUNT, GROUP, at().now)
    office.notes("unplugged", "10s")
    assert office.watches("35s") == []
    office.binds()
    office.serves("40s")
    office.notes("unplugged", "40s")
    assert office.watches("41s") == [UNPLUGGED]


def test_a_modem_that_is_not_named_any_more_is_not_watched(office: Watched) -> None:
    with office.database.write() as tx:
        modems.begin_serving(tx, at("60s"), "here", ["modem1"])
    assert office.watches("5m", seeing=False) == []
    with office.database.read() as tx:
        assert "modem0" not in troubles(tx, at("5m").real)


def test_what_is_wrong_can_be_asked_by_modem(office: Watched) -> None:
    office.notes("no_network", "10s")
    office.notes("working", "10s", "modem1")
    with office.database.read() as tx:
        assert troubles(tx, at("20s").real) == {"modem0": "no_network"}
        assert troubles(tx, at("20m").real) == {"modem0": "not_served", "modem1": "not_served"}


def test_the_doctor_of_the_desk_that_gets_sms_names_each_modem(office: Watched) -> None:
    office.notes("full", "1s")
    with office.database.write() as tx:
        ask_about(tx, at(), ACCOUNT, GROUP, tell=True)
    telegram_says(office, WELL)
    assert "! Модем modem0: память SIM заполнена." in office.told()[-1]
    assert SIM not in office.told()[-1]


def test_staff_learn_of_a_modem_by_the_ticks_of_the_sweeper(office: Watched) -> None:
    class SilentBell:
        def ring_again(self, queue: str) -> None:
            pass

    class Hands(Clock):
        moment = "1h"

        def read(self) -> Instant:
            return at(self.moment)

    clock, bell = Hands(), SilentBell()
    sweeper = Sweeper(office.database, bell, clock, rehearsal=False)  # type: ignore[arg-type]
    office.notes("unplugged", "60s")
    for second in range(60, 121):
        clock.moment = f"{second}s"
        office.serves(clock.moment)
        sweeper.tick()
    assert [text.partition("\n")[0] for text in office.told()] == [UNPLUGGED]
