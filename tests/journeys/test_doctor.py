"""`python -m models group doctor` and /doctor, over the wire: a shell, a worker, a Telegram that answers."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from redis import Redis

from models.rules.delivery.states import WAITING
from models.tables.lanes import outbox
from tests.installation import ROOT, Installation


@pytest.fixture(scope="module")
def otklik(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with Installation(tmp_path_factory.mktemp("doctor"), roles=("bot", "sweeper", "deliver")) as running:
        yield running


def doctor(otklik: Installation, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "models", "group", "doctor", *arguments, "--language", "ru"]
    return subprocess.run(
        command, cwd=ROOT, env=otklik.environment, capture_output=True, text=True, check=False, timeout=60
    )


def test_a_group_as_the_guide_makes_it_is_healthy(otklik: Installation) -> None:
    done = doctor(otklik)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert "Группа «Поддержка»" in lines
    assert "✓ Руководители на связи: Ольга." in lines
    assert "✓ Бот может управлять темами." in lines
    assert not [line for line in lines if line.startswith(("✗", "!"))]


def test_a_right_that_somebody_took_away_is_found_and_so_is_its_return(otklik: Installation) -> None:
    telegram = otklik.telegram
    telegram.member(otklik.group, telegram.bot_id, "administrator", can_manage_topics=False)
    try:
        done = doctor(otklik, "support")
        assert done.returncode == 1
        assert "✗ Бот не может управлять темами." in done.stdout.splitlines()
        assert "новые заявки ждут, и их никто не видит" in done.stdout
    finally:
        telegram.member(otklik.group, telegram.bot_id, "administrator")
    assert doctor(otklik, "support").returncode == 0


def test_staff_ask_in_the_group_and_are_answered_there(otklik: Installation) -> None:
    telegram = otklik.telegram
    pyotr = otklik.person("Пётр")
    telegram.member(otklik.group, pyotr, "administrator", is_anonymous=True)
    try:
        telegram.types(otklik.person("Иван"), "/doctor", chat=otklik.group)
        told = otklik.wait_for(
            lambda: [text for text in telegram.texts(otklik.group) if "Анонимные администраторы: Пётр" in text],
            "the verdict is in the group",
        )
    finally:
        telegram.member(otklik.group, pyotr, "member")
    assert "✓ Темы включены." in told[0]


def test_a_desk_that_does_not_exist_is_refused_with_those_that_do(otklik: Installation) -> None:
    done = doctor(otklik, "sales")
    assert done.returncode == 1
    assert "support" in done.stderr


def test_without_anybody_who_sends_it_says_so_and_leaves_no_question_behind(otklik: Installation) -> None:
    otklik.stop("deliver")
    try:
        done = doctor(otklik)
        assert done.returncode == 1
        assert "никто не спросил Telegram" in done.stdout
        with otklik.database.read() as tx:
            assert tx.execute(outbox.select().where(outbox.c.state.in_(WAITING))).all() == []
    finally:
        otklik.start("deliver")


def test_a_redis_without_a_password_is_told_in_the_shell_and_in_the_group(otklik: Installation) -> None:
    telegram, closed = otklik.telegram, otklik.redis.url
    with Redis.from_url(closed) as redis:
        redis.config_set("requirepass", "")
    otklik.stop("deliver")
    otklik.environment["REDIS_URL"] = f"redis://127.0.0.1:{otklik.redis.port}/0"
    try:
        otklik.start("deliver")
        done = doctor(otklik)
        assert (done.returncode, "! В REDIS_URL нет пароля." in done.stdout.splitlines()) == (0, True), done.stdout
        telegram.types(otklik.person("Иван"), "/doctor", chat=otklik.group)
        otklik.wait_for(
            lambda: [text for text in telegram.texts(otklik.group) if "! В REDIS_URL нет пароля." in text],
            "the group reads it too",
        )
    finally:
        otklik.environment["REDIS_URL"] = closed
        with Redis(port=otklik.redis.port) as redis:
            redis.config_set("requirepass", otklik.redis.password)
        otklik.stop("deliver")
        otklik.start("deliver")
    assert "REDIS_URL" not in doctor(otklik).stdout
