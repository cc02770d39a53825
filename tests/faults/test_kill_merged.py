"""A sender is killed around a post that shows several messages: no word is lost, and what is repeated says so."""

import contextlib
import random
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from models.tables.messages import outbox_message
from tests.conftest import ENGINES, new_postgresql
from tests.faults.crowd import REPEATED, Crowd, nothing_waits, reading
from tests.installation import Installation

#: So few that whoever writes four messages at once is more than the group takes.
FEW = "none,none,3/1s"
AFTER_LEASE_SECONDS = 60
BURST = 6


@pytest.fixture(scope="module", params=ENGINES)
def busy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with contextlib.ExitStack() as stack:
        url = "" if request.param == "sqlite" else stack.enter_context(new_postgresql())
        folder = tmp_path_factory.mktemp("busy")
        yield stack.enter_context(Installation(folder, database_url=url, rate_limits=FEW))


@pytest.fixture
def otklik(busy: Installation) -> Iterator[Installation]:
    busy.revive()
    yield busy
    busy.telegram.cancel()


def merged(otklik: Installation) -> int:
    """How many messages share a post."""
    with reading(otklik) as tx:
        return int(tx.execute(select(func.count()).select_from(outbox_message)).scalar_one())


def known(otklik: Installation, name: str, size: int = 1) -> Crowd:
    """People with tickets."""
    crowd = Crowd(otklik, size, f"{name}-{otklik.database.url.get_backend_name()}")
    crowd.write()
    crowd.wait_until_all_arrived()
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    return crowd


def writes_while_nobody_sends(otklik: Installation, crowd: Crowd) -> int:
    """A burst that waits as a whole; how many messages shared a post before."""
    otklik.stop("deliver")
    crowd.write(rounds=BURST)
    otklik.wait_for(lambda: stored(otklik, crowd), "all is stored")
    return merged(otklik)


def stored(otklik: Installation, crowd: Crowd) -> bool:
    return not any("stored 0" in complaint for complaint in crowd._stored_wrongly())


def posts_with(otklik: Installation, crowd: Crowd, text: str) -> list[str]:
    return [post for post in crowd.threads()[crowd.speakers[0].name] if text in post]


def test_a_post_that_had_not_left_comes_once(otklik: Installation) -> None:
    crowd = known(otklik, "осталось")
    before = writes_while_nobody_sends(otklik, crowd)
    otklik.telegram.order("hang", method="sendMessage", times=1)
    otklik.start("deliver")
    otklik.wait_for(lambda: merged(otklik) == before + BURST, "it is stored what the post shows")
    otklik.wait_for(lambda: otklik.telegram.orders()[0]["seen"] == 1, "it is on its way")
    otklik.kill("deliver")
    otklik.telegram.cancel()
    otklik.start("deliver")
    otklik.wait_for(lambda: nothing_waits(otklik), "rest", AFTER_LEASE_SECONDS)
    [post] = posts_with(otklik, crowd, crowd.speakers[0].said[-1])
    assert post.startswith(REPEATED), "nobody knew that it had not left"
    assert crowd.complaints() == []


def test_a_post_that_had_left_and_was_not_recorded_comes_again_and_says_so(otklik: Installation) -> None:
    crowd = known(otklik, "ушло")
    before = writes_while_nobody_sends(otklik, crowd)
    last = crowd.speakers[0].said[-1]
    otklik.telegram.order("accept_then_hang", method="sendMessage", times=1)
    otklik.start("deliver")
    otklik.wait_for(lambda: merged(otklik) == before + BURST, "it is stored what the post shows")
    otklik.wait_for(lambda: posts_with(otklik, crowd, last), "it is there")
    otklik.kill("deliver")
    otklik.telegram.cancel()
    otklik.start("deliver")
    otklik.wait_for(lambda: nothing_waits(otklik), "rest", AFTER_LEASE_SECONDS)
    assert [post.startswith(REPEATED) for post in posts_with(otklik, crowd, last)] == [False, True]
    assert crowd.complaints(repeats_allowed=True) == []
    crowd.correct(BURST, every=1)
    crowd.wait_until_all_arrived()
    assert crowd.speakers[0].said[-1] in posts_with(otklik, crowd, last)[-1], "of two copies the second is corrected"


def test_what_was_recorded_stays_as_it_is_after_a_kill(otklik: Installation) -> None:
    crowd = known(otklik, "записано")
    before = writes_while_nobody_sends(otklik, crowd)
    otklik.start("deliver")
    crowd.wait_until_all_arrived()
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    otklik.kill("deliver")
    otklik.start("deliver")
    crowd.correct(BURST, every=1)
    crowd.wait_until_all_arrived()
    assert merged(otklik) == before + BURST
    assert crowd.complaints() == []


@pytest.mark.slow
def test_killed_at_whatever_moment_no_word_is_lost_and_their_order_stays(otklik: Installation) -> None:
    crowd = known(otklik, "когда угодно", size=4)
    before = merged(otklik)
    for _ in range(5):
        otklik.telegram.order("slow", method="sendMessage", milliseconds=100)
        crowd.write(rounds=BURST)
        time.sleep(random.uniform(0, 1.5))
        otklik.kill("deliver")
        otklik.telegram.cancel()
        otklik.start("deliver")
        crowd.wait_until_all_arrived(AFTER_LEASE_SECONDS)
        otklik.wait_for(lambda: nothing_waits(otklik), "rest", AFTER_LEASE_SECONDS)
    assert merged(otklik) > before
    assert crowd.complaints(repeats_allowed=True) == []
