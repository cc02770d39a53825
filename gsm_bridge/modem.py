"""`python -m gsm_bridge.modem DEVICE --beats FD --parent PID`: one child of the core, with one modem."""

import argparse
import ctypes
import logging
import os
import signal
import socket
import sys
import time
from typing import NoReturn

from bell.wakes import INBOX, SMS, Listener, Wakes
from gsm_bridge import device as devices
from gsm_bridge.bad_places import look_at_bad_places
from gsm_bridge.beats import Beats
from gsm_bridge.callers import Callers
from gsm_bridge.endings import Ending, EndOfChild
from gsm_bridge.errors import ModemLost, ModemRefused
from gsm_bridge.gammu_modem import GammuModem
from gsm_bridge.health import Health
from gsm_bridge.pin import TriedPin, open_sim
from gsm_bridge.rounds import Hands, Rounds
from gsm_bridge.sender import Sender
from gsm_bridge.sim_reader import SimReader
from gsm_bridge.store import AWAY, Store
from models import logs
from models.actions.delivery.sms_departures import take_over
from models.actions.reach.modems import allow_rings, note_line_free, note_modem
from models.clock import Clock
from models.db import Database
from models.settings import Settings

_PR_SET_PDEATHSIG = 1
_SIM_PATIENCE = 15.0

log = logging.getLogger("gsm_bridge.modem")


def main(arguments: list[str]) -> NoReturn:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("device")
    parser.add_argument("--beats", type=int, required=True, metavar="FD")
    parser.add_argument("--parent", type=int, required=True, metavar="PID")
    given = parser.parse_args(arguments)
    die_with(given.parent)
    logs.set_up("gsm_modem")
    _end(_life(given.device, Beats(given.beats)))


def die_with(parent: int) -> None:
    """Two owners of one modem are worse than none: the kernel kills us when the core is gone."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(f"the core {parent} is gone")


def _end(ending: Ending) -> NoReturn:
    """Without taking anything down: libGammu aborts the process when a connection with queued events is dropped."""
    logging.shutdown()
    sys.stderr.flush()
    os._exit(ending)


def _life(device: str, beats: Beats) -> Ending:
    settings = Settings()
    store = Store(
        Database(settings.database, "gsm_modem", settings.transports),
        Clock(),
        beats.about_to,
        rehearsal=settings.rehearsal,
    )
    try:
        try:
            _serve(device, beats, settings, store)
        except EndOfChild as end:
            log.warning("%s: %s", device, end)
            _tell_of_pin(device, store, end)
            return end.ending
    except (ModemLost, ModemRefused) as error:
        log.warning("%s: %s", device, error)
        return Ending.SILENT if devices.is_plugged(device) else Ending.UNPLUGGED
    except AWAY as error:
        log.warning("%s: the database is away: %s", device, type(error).__name__)
        return Ending.RENEWED
    except Exception:
        # not left to Python, which would print a person's words with it
        log.exception("%s: the child failed", device)
        return Ending.CRASHED
    return Ending.STOPPED


def _tell_of_pin(device: str, store: Store, end: EndOfChild) -> None:
    if end.ending is Ending.REFUSED_PIN:
        store.write(lambda tx, at: note_modem(tx, at, device, state="refused_pin", detail=end.detail))


def _serve(device: str, beats: Beats, settings: Settings, store: Store) -> None:
    stop = _heed_signals()
    locks = settings.var_dir / "run"
    if devices.take(device, locks) is None:
        raise EndOfChild(Ending.TAKEN, "another process holds this modem")
    modem = GammuModem(device, beats.about_to)
    modem.open()
    open_sim(modem, settings.gsm_pin.get_secret_value(), TriedPin(locks, device))
    sim = _identified(modem)
    in_flight = store.write(lambda tx, at: take_over(tx, at, sim), durable=True)
    if in_flight:
        log.warning("%s: of %s parts nobody knows whether they left", device, in_flight)
    may_ring = settings.may_ring(device)
    if store.write(lambda tx, at: allow_rings(tx, at, device, allowed=may_ring)):
        _end_call_of_the_former(device, modem, store)
    number = modem.own_number()
    modem.arm()
    modem.passed_over = look_at_bad_places(store, sim, modem.octets_at)
    beats.working(sim)
    Rounds(_hands(device, sim, modem, store, beats, settings, stop, number)).run()
    modem.close()


def _end_call_of_the_former(device: str, modem: GammuModem, store: Store) -> None:
    """A child that dies in the middle of a call leaves it on the line: a phone that rings on, or an open call."""
    if modem.end_own_call():
        store.write(lambda tx, at: note_line_free(tx, device))
    else:
        log.warning("%s: a call of the former child may still be on the line", device)


def _identified(modem: GammuModem) -> str:
    """A SIM that was just opened needs some seconds until it can be read."""
    until = time.monotonic() + _SIM_PATIENCE
    while True:
        try:
            return modem.imsi()
        except ModemRefused:
            if time.monotonic() > until:
                raise
            time.sleep(0.3)


def _hands(
    device: str,
    sim: str,
    modem: GammuModem,
    store: Store,
    beats: Beats,
    settings: Settings,
    stop: int,
    number: str | None,
) -> Hands:
    wakes = Wakes(settings.redis_url)
    callers = Callers(modem, store, sim)

    def wake_inbox() -> None:
        wakes.wake(INBOX)

    def attend() -> None:
        if callers.attend():
            wake_inbox()

    health = Health(modem, store, device, sim)
    health.begin(number)
    return Hands(
        device=device,
        sim=sim,
        modem=modem,
        store=store,
        callers=callers,
        reader=SimReader(modem, store, sim, attend, wake_inbox),
        sender=Sender(modem, store, device, sim, stop, may_ring=settings.may_ring(device)),
        health=health,
        listener=Listener(settings.redis_url, SMS),
        stop=stop,
        woken=wake_inbox,
        about_to=beats.about_to,
    )


def _heed_signals() -> int:
    """A descriptor that becomes readable at TERM or INT: a call of libGammu is not broken off, nothing follows."""
    ear, mouth = socket.socketpair()
    mouth.setblocking(False)
    signal.set_wakeup_fd(mouth.detach(), warn_on_full_buffer=False)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    return ear.detach()


if __name__ == "__main__":
    main(sys.argv[1:])
