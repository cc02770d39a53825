"""Processes that are stopped (SIGSTOP) or killed in the middle of their work, and go on or are replaced."""

import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from signal import SIGCONT, SIGSTOP

import pytest
from sqlalchemy import select

from models.tables.messages import attachment
from models.write_turn import TurnNotCome, WriteTurn
from tests.actions.test_write_turn import HOLDS
from tests.faults.crowd import Crowd, nothing_waits, reading
from tests.faults.test_kill_worker import AFTER_LEASE_SECONDS, answers_in_flight
from tests.installation import Installation
from tests.simulated_telegram import file


def freeze_amid_answers(otklik: Installation) -> None:
    """While some are in flight and it writes nothing: a frozen writer is another fault, everybody waits for it."""
    turn = WriteTurn(Path(otklik.folder / "var" / "otklik.db.lock"), "test")
    while True:
        otklik.wait_for(lambda: answers_in_flight(otklik) > 2, "answers in flight")
        otklik._processes["deliver"].send_signal(SIGSTOP)
        with suppress(TurnNotCome), turn.taken(0.2):
            if answers_in_flight(otklik) > 2:
                return
        otklik._processes["deliver"].send_signal(SIGCONT)
        time.sleep(0.01)


@pytest.mark.slow
def test_what_a_frozen_worker_held_is_done_by_another_and_never_twice_when_it_thaws(otklik: Installation) -> None:
    crowd = Crowd(otklik, 15, "заснул")
    crowd.write()
    crowd.wait_until_all_arrived()
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    otklik.telegram.order("slow", method="sendMessage", milliseconds=3000)
    answers = crowd.answer_all()
    freeze_amid_answers(otklik)
    frozen = otklik._processes.pop("deliver")
    try:
        otklik.telegram.cancel()
        otklik.start("deliver")
        crowd.write()
        crowd.wait_until_answered(answers, AFTER_LEASE_SECONDS)
        crowd.wait_until_all_arrived(AFTER_LEASE_SECONDS)
        otklik.wait_for(lambda: nothing_waits(otklik), "rest", AFTER_LEASE_SECONDS)
        told = [len(crowd.unsure(speaker)) for speaker in crowd.speakers]
        frozen.send_signal(SIGCONT)
        time.sleep(2)  # it goes on where it was
        otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    finally:
        frozen.kill()
        frozen.wait(20)
    assert crowd.complaints(repeats_allowed=True) == []
    assert sum(told) > 0, "what it had in flight is unknown to the one who took over"
    assert [len(crowd.unsure(speaker)) for speaker in crowd.speakers] == told
    received = [crowd.received(speaker, answers) for speaker in crowd.speakers]
    assert max(received) == 1, "repeated by itself"
    assert all(one + of_it for one, of_it in zip(received, told, strict=True)), "nothing received, nobody told"


def test_a_frozen_bot_goes_on_where_it_was(otklik: Installation) -> None:
    crowd = Crowd(otklik, 10, "застыл")
    crowd.write()
    crowd.wait_until_all_arrived()
    crowd.write(rounds=2)
    otklik._processes["bot"].send_signal(SIGSTOP)
    try:
        answers = crowd.answer_all()
        crowd.write()
        time.sleep(3)
    finally:
        otklik._processes["bot"].send_signal(SIGCONT)
    crowd.wait_until_all_arrived()
    crowd.wait_until_answered(answers)
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    assert crowd.complaints(repeats_allowed=True) == []
    assert [crowd.received(speaker, answers) for speaker in crowd.speakers] == [1] * 10


@pytest.mark.soak
def test_a_writer_frozen_with_the_lock_in_its_hand_is_named_in_the_log_and_costs_nothing(
    otklik: Installation,
) -> None:
    crowd = Crowd(otklik, 4, "замок")
    crowd.write()
    crowd.wait_until_all_arrived()
    lock = otklik.folder / "var" / "otklik.db.lock"
    with subprocess.Popen([sys.executable, "-c", HOLDS, str(lock)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        holder.send_signal(SIGSTOP)
        crowd.write(rounds=2)
        otklik.wait_for(lambda: otklik.health()[0] == 503, "503 from /health")
        otklik.wait_for(lambda: f"deliver (pid {holder.pid}, stopped) holds it" in otklik.log("bot"), "its name", 60)
        holder.kill()
    crowd.wait_until_all_arrived()
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    assert crowd.complaints() == []
    assert otklik.dead() == []


def test_a_file_whose_worker_is_killed_while_it_comes_is_fetched_by_the_next(otklik: Installation) -> None:
    crowd = Crowd(otklik, 1, "файл")
    crowd.write()
    crowd.wait_until_all_arrived()
    order = otklik.telegram.order("slow", method="getFile", milliseconds=20_000, times=1)
    otklik.telegram.types(crowd.speakers[0].person, document=file(b"a contract, number 4711", "договор-4711.txt"))
    otklik.wait_for(lambda: {o["id"]: o["done"] for o in otklik.telegram.orders()}[order], "the download")
    otklik.kill("slow")
    otklik.start("slow")

    def stored() -> str | None:
        with reading(otklik) as tx:
            row = tx.execute(select(attachment).where(attachment.c.file_name == "договор-4711.txt")).one()
        return row.path if row.state == "stored" else None

    path = otklik.wait_for(stored, "the file", AFTER_LEASE_SECONDS)
    assert (otklik.folder / "var" / "files" / path).read_bytes() == b"a contract, number 4711"
    thread = otklik.wait_for_topic(crowd.name)["message_thread_id"]
    shown = [post for post in otklik.telegram.messages(otklik.group, thread) if "document" in post]
    assert len(shown) == 1, "staff see it once, whatever became of our copy"
