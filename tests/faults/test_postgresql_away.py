"""PostgreSQL is killed, frozen or away while people write: nothing is lost, and all goes on when it is back."""

import time
from collections.abc import Iterator

import pytest

from tests.faults.crowd import Crowd, nothing_waits
from tests.faults.test_timers import LATE, breaches, fired_wrongly, move_to_deadline, waits_for_an_answer
from tests.installation import Installation
from tests.own_postgresql import OwnPostgresql
from tests.simulator_process import free_port

pytestmark = [pytest.mark.slow, pytest.mark.postgresql]
TEN_MINUTES = 600


@pytest.fixture(scope="module")
def server() -> Iterator[OwnPostgresql]:
    with OwnPostgresql() as own:
        yield own


@pytest.fixture(scope="module")
def otklik(server: OwnPostgresql, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with Installation(tmp_path_factory.mktemp("away"), database_url=server.url) as running:
        yield running


def goes_on(otklik: Installation, crowd: Crowd, answers: dict[str, str]) -> None:
    """Every word arrived once, every answer once or its agent was told that nobody knows; nobody died of it."""
    crowd.wait_until_all_arrived(90)
    crowd.wait_until_answered(answers, 90)
    otklik.wait_for(lambda: nothing_waits(otklik), "rest", 90)
    assert crowd.complaints(repeats_allowed=True) == []
    for speaker in crowd.speakers:
        fate = (crowd.received(speaker, answers), len(crowd.unsure(speaker)))
        assert fate in ((1, 0), (0, 1), (1, 1)), speaker.name
    otklik.wait_for(lambda: otklik.health()[0] == 200, "200 from /health")
    assert otklik.dead() == []


def test_a_server_killed_in_the_middle_of_a_burst_loses_nothing(otklik: Installation, server: OwnPostgresql) -> None:
    crowd = Crowd(otklik, 15, "убит")
    crowd.write()
    crowd.wait_until_all_arrived()
    otklik.telegram.order("slow", method="sendMessage", milliseconds=50, seconds=30)
    answers = crowd.answer_all()
    crowd.write(rounds=3)
    server.kill()
    crowd.write()
    otklik.wait_for(lambda: otklik.health()[0] == 503, "503 from /health")
    server.start()
    goes_on(otklik, crowd, answers)


def test_a_server_that_is_frozen_for_a_while_loses_nothing(otklik: Installation, server: OwnPostgresql) -> None:
    crowd = Crowd(otklik, 8, "замер")
    crowd.write()
    crowd.wait_until_all_arrived()
    answers = crowd.answer_all()
    crowd.write(rounds=2)
    server.freeze()
    try:
        # what was found out within the last second is said again
        otklik.wait_for(lambda: otklik.health()[0] == 503, "503 from /health")
        assert otklik.health()[1]["status"] == "down", "whoever asks how we are is not kept waiting"
    finally:
        server.thaw()
    goes_on(otklik, crowd, answers)


def test_a_deadline_that_passed_while_the_server_was_away_for_ten_minutes_fires_once_and_is_marked_late(
    otklik: Installation, server: OwnPostgresql
) -> None:
    crowd = waits_for_an_answer(otklik, 3, "десять-минут")
    server.stop()
    late = Crowd(otklik, 2, "без-базы")
    late.write()
    otklik.wait_for(lambda: otklik.health()[0] == 503, "503 from /health")
    aside = free_port()
    server.start(aside)  # where only we find it: for the others it is away
    otklik.environment["DATABASE_URL"] = server.url_at(aside)
    move_to_deadline(otklik, crowd, -TEN_MINUTES)
    otklik.environment["DATABASE_URL"] = server.url
    server.stop()
    server.start()
    assert fired_wrongly(otklik, crowd, time.monotonic()) == []
    assert all(LATE in words for speaker in crowd.speakers for _, words in breaches(otklik, speaker))
    late.wait_until_all_arrived()
    assert late.complaints() == []
