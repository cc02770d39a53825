"""A bot that was down for longer than Telegram keeps messages: staff learn of it, whatever dies meanwhile."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from models.tables.organisations import bot_account
from tests.faults.crowd import nothing_waits, reading
from tests.installation import Installation

WORDS = "бот не получал сообщений из Telegram"


def was_heard(otklik: Installation, ago: timedelta) -> None:
    database = otklik.database
    with database.write() as tx:
        tx.execute(update(bot_account).values(heard_at=datetime.now(UTC) - ago))
    database.close()


def heard_at(otklik: Installation) -> datetime:
    with reading(otklik) as tx:
        found: datetime = tx.execute(select(bot_account.c.heard_at)).scalar_one()
    return found


def told(otklik: Installation) -> int:
    return sum(WORDS in text for text in otklik.telegram.texts(otklik.group))


def test_a_gap_is_told_once_though_bot_and_sender_are_killed(otklik: Installation) -> None:
    before = told(otklik)
    otklik.kill("bot", "deliver")
    was_heard(otklik, timedelta(hours=30))
    otklik.start("bot")
    otklik.wait_for(lambda: datetime.now(UTC) - heard_at(otklik) < timedelta(hours=1), "hearing")
    otklik.kill("bot")
    otklik.start("bot", "deliver")
    otklik.wait_for(lambda: told(otklik) > before, "words in the group")
    otklik.kill("bot")
    otklik.start("bot")
    crowd = otklik.person("После разрыва")
    otklik.telegram.types(crowd, "Слышно?")
    otklik.wait_for_topic("После разрыва")
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    assert told(otklik) == before + 1


def test_a_short_stop_is_no_gap(otklik: Installation) -> None:
    before = told(otklik)
    otklik.kill("bot")
    was_heard(otklik, timedelta(hours=23))
    otklik.start("bot")
    otklik.wait_for(lambda: datetime.now(UTC) - heard_at(otklik) < timedelta(hours=1), "hearing")
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    assert told(otklik) == before


def test_a_gap_is_told_by_webhook_too(otklik: Installation) -> None:
    before = told(otklik)
    otklik.stop("bot")
    was_heard(otklik, timedelta(hours=30))
    otklik.environment["PUBLIC_URL"] = otklik.http_url
    try:
        otklik.start("bot")
        otklik.wait_for(lambda: told(otklik) > before, "words in the group")
    finally:
        otklik.stop("bot")
        otklik.environment["PUBLIC_URL"] = ""
        otklik.start("bot")
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    assert told(otklik) == before + 1
