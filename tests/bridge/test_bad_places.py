"""A message on the SIM that kills whoever reads it: the others are served, and its octets are kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from models.tables.modems import sim_slot
from tests.bridge.bridge import Bridge
from tests.simulated_modem import SimulatedModem

KILLER = "+79160000666"
#: In front of the real library: it dies, as it did of some messages, when this sender's is read.
DEADLY_GAMMU = f'''
import importlib, os, signal, sys
here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.remove(here)
del sys.modules["gammu"]
real = importlib.import_module("gammu")
class StateMachine(real.StateMachine):
    def _deadly(self, found):
        if any(one["Number"] == "{KILLER}" for one in found):
            os.kill(os.getpid(), signal.SIGSEGV)
        return found
    def GetNextSMS(self, *given, **named):
        return self._deadly(super().GetNextSMS(*given, **named))
    def GetSMS(self, *given, **named):
        return self._deadly(super().GetSMS(*given, **named))
real.StateMachine = StateMachine
'''


@pytest.fixture
def deadly(tmp_path: Path, migrated_sqlite: Path) -> Iterator[Bridge]:
    """Not started yet; its library dies of what KILLER writes."""
    fake = tmp_path / "deadly" / "gammu"
    fake.mkdir(parents=True)
    (fake / "__init__.py").write_text(DEADLY_GAMMU)
    folder = tmp_path / "modem"
    folder.mkdir()
    with SimulatedModem(folder) as modem:
        bridge = Bridge(tmp_path / "bridge", modem, migrated_sqlite)
        bridge.environment["PYTHONPATH"] = str(fake.parent)
        yield bridge
        if bridge.process is not None:
            bridge.stop()
        bridge.database.close()


@pytest.mark.slow
def test_a_message_that_kills_its_reader_is_kept_without_it_and_hides_no_other(deadly: Bridge) -> None:
    deadly.modem.texts("+79160000661", "До него")
    deadly.modem.texts(KILLER, "Смертельное")
    deadly.modem.texts("+79160000662", "После него")
    deadly.start(working=False)
    deadly.waits_for_text("После него", seconds=120)
    assert sorted(deadly.texts()) == ["До него", "После него", "Смертельное"]
    with deadly.database.read() as tx:
        [place] = tx.execute(select(sim_slot).where(sim_slot.c.location != 0)).all()
    assert (place.location, place.deaths) == (2, 2)
    assert bytes.fromhex(place.raw)
    child = deadly.child().pid
    deadly.modem.texts("+79160000663", "Ещё одно")
    deadly.waits_for_text("Ещё одно")
    assert deadly.child().pid == child
