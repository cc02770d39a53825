"""Backup while everything runs, erase, restore, go on: with real processes, on each engine."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models.tables.lanes import outbox
from models.tables.messages import attachment
from tests.conftest import ENGINES, new_postgresql
from tests.installation import ROLES, ROOT, Installation, Wire
from tests.simulated_telegram import file


@pytest.fixture(params=ENGINES)
def otklik(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    with contextlib.ExitStack() as stack:
        url = "" if request.param == "sqlite" else stack.enter_context(new_postgresql())
        yield stack.enter_context(Installation(tmp_path, database_url=url))


def models(otklik: Installation, *arguments: object) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "models", *map(str, arguments)],
        cwd=ROOT,
        env=otklik.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def writes(otklik: Installation, name: str, text: str) -> Wire:
    """The person, once their request has its topic."""
    person = otklik.person(name)
    otklik.telegram.types(person, text)
    otklik.wait_for_topic(name)
    return person


def answers(otklik: Installation, name: str, text: str) -> None:
    topic = otklik.wait_for_topic(name)
    otklik.telegram.types(
        otklik.person("Иван"), text, chat=otklik.group, message_thread_id=topic["message_thread_id"]
    )


def count(otklik: Installation, state: str) -> int:
    with contextlib.closing(otklik.database) as database, database.read() as tx:
        asked = (
            select(func.count()).select_from(outbox).where(outbox.c.state == state, outbox.c.repeatable.is_(False))
        )
        return tx.execute(asked).scalar_one()


def files_stored(otklik: Installation) -> int:
    with contextlib.closing(otklik.database) as database, database.read() as tx:
        asked = select(func.count()).select_from(attachment).where(attachment.c.state == "stored")
        return tx.execute(asked).scalar_one()


def brings_back(otklik: Installation, backup: Path, made: str) -> None:
    """Two requests are erased, the first comes back. made: what the backup said of itself."""
    said = models(otklik, "restore", backup, "--erase", "--yes")
    assert "1 messages to people may have left since" in said
    assert "ticket 2" in said.partition("restored")[0]
    assert "ticket 1" in said.partition("restored")[2]
    assert made.partition(" rows")[0].rpartition(": ")[2] in said


@pytest.mark.slow
def test_what_was_backed_up_while_it_ran_comes_back_and_goes_on(otklik: Installation, tmp_path: Path) -> None:
    telegram = otklik.telegram
    anna = writes(otklik, "Анна", "Не работает интернет")
    telegram.types(anna, "фото", document=file(b"a picture of the modem", "modem.txt"))
    otklik.wait_for(lambda: files_stored(otklik) == 1, "the file is kept")
    answers(otklik, "Анна", "Проверяем линию")
    otklik.wait_for(lambda: "Проверяем линию" in telegram.texts(anna), "the answer arrives")
    # an answer that is on its way while the backup is made, and arrives later
    telegram.order("429", method="sendMessage", chat_id=anna["id"], times=1, retry_after=30)
    answers(otklik, "Анна", "Линия в порядке")
    otklik.wait_for(lambda: count(otklik, "failed_temporarily") == 1, "the answer waits")
    backup = tmp_path / "everything.tar.gz"
    made = models(otklik, "backup", backup)
    otklik.wait_for(lambda: "Линия в порядке" in telegram.texts(anna), "it arrives", 120)
    boris = writes(otklik, "Борис", "Это случится после копии")
    kept = next(place for place in (tmp_path / "var" / "files").rglob("*") if place.is_file())
    content = kept.read_bytes()

    otklik.stop(*ROLES)
    kept.unlink()
    brings_back(otklik, backup, made)
    assert kept.read_bytes() == content
    otklik.start(*ROLES)

    otklik.wait_for(lambda: [t for t in telegram.texts(otklik.group) if "восстановлено" in t], "staff are told")
    thread = otklik.wait_for_topic("Анна")["message_thread_id"]
    asked = otklik.wait_for(
        lambda: [post for post in telegram.messages(otklik.group, thread) if "Отправить ещё раз" in str(post)],
        "the agent is asked",
    )
    assert len(asked) == 1
    telegram.types(anna, "Спасибо, заработало")
    otklik.wait_for(lambda: "Спасибо, заработало" in telegram.texts(otklik.group, thread), "her topic is hers")
    assert telegram.texts(anna).count("Линия в порядке") == 1
    telegram.types(boris, "Вы меня слышите?")
    otklik.wait_for(
        lambda: len([t for t in telegram.topics(otklik.group) if "Борис" in t["name"]]) == 2, "Boris is met anew"
    )
