"""What comes to the SIM is stored as it was written, and then the SIM is empty."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from models.tables.sms import sim_listening
from tests.bridge.bridge import SIM, Bridge

GALYA = "+79161234567"


def test_a_text_is_stored_with_its_sender_and_the_networks_time_and_deleted(bridge: Bridge) -> None:
    before = datetime.now(UTC)
    bridge.modem.texts(GALYA, "Не работает интернет")
    found = bridge.waits_for_text("Не работает интернет")
    assert (found["sender"], found["sim"], found["flash"], found["binary"]) == (GALYA, SIM, False, None)
    stamp = datetime.fromisoformat(found["at"])
    assert before - timedelta(seconds=2) < stamp < datetime.now(UTC) + timedelta(seconds=2)
    bridge.waits_for_empty_sim()


def test_characters_of_the_extension_table_bring_no_rubbish_with_them(bridge: Bridge) -> None:
    bridge.modem.texts(GALYA, "a long text that leaves something in the memory of the library")
    bridge.modem.texts(GALYA, "100€ [a] {b} ^ ~ | \\", encoding="gsm7")
    bridge.waits_for_text("100€ [a] {b} ^ ~ | \\")


def test_a_long_text_of_emoji_is_one_message(bridge: Bridge) -> None:
    words = " ".join(f"👩‍👩‍👧 {number}-я 😀" for number in range(20))
    assert bridge.modem.texts(GALYA, words)["parts"] > 2
    found = bridge.waits_for_text(words)
    assert found["missing"] == []


def test_a_long_text_whose_parts_come_backwards_and_twice_is_one_message(bridge: Bridge) -> None:
    words = "Наоборот " * 30
    bridge.modem.texts("+79160000001", words, repeat_part=[1, 2], order=[5, 4, 3, 2, 1])
    bridge.waits_for_text(words)
    bridge.waits_for_empty_sim()
    assert bridge.texts("+79160000001") == [words]


def test_a_part_that_never_comes_holds_nobody_up_and_its_neighbours_leave_the_sim(bridge: Bridge) -> None:
    bridge.modem.texts("+79160000002", "Часть потеряна " * 20, missing_parts=[2])
    bridge.modem.texts("+79160000003", "Следующий")
    bridge.waits_for_text("Следующий")
    bridge.waits_for_empty_sim()
    assert bridge.texts("+79160000002") == []


def test_a_name_instead_of_a_number_a_short_number_and_an_empty_text_are_stored(bridge: Bridge) -> None:
    bridge.modem.texts("MEGAFON", "Ваш баланс")
    bridge.modem.texts("900", "Код 1234")
    bridge.modem.texts("+79160000004", "")
    assert bridge.waits_for_text("Ваш баланс")["sender"] == "MEGAFON"
    assert bridge.waits_for_text("Код 1234")["sender"] == "900"
    bridge.wait_for(lambda: bridge.texts("+79160000004") == [""], "the empty text")


def test_what_is_no_text_is_stored_as_it_came(bridge: Bridge) -> None:
    bridge.modem.sends_bytes("+79160000005", b"\x00\x01\xfe")
    found = bridge.wait_for(lambda: [one for one in bridge.inbox() if one["sender"] == "+79160000005"], "bytes")
    assert (found[0]["binary"], found[0]["text"]) == ("0001fe", "")


def test_a_flash_message_says_that_it_is_one(bridge: Bridge) -> None:
    bridge.modem.texts(GALYA, "Сверкнуло", flash=True)
    assert bridge.waits_for_text("Сверкнуло")["flash"] is True


def test_many_at_once_are_all_stored_in_their_order(bridge: Bridge) -> None:
    """More than the SIM holds: the rest waits in the network, and takes places that became free."""
    words = [f"Подряд {number}" for number in range(60)]
    # libGammu lists one memory after the other, and lets the modem receive into the one it lists: of two that come
    # within these milliseconds it can find the second alone. On the air each takes a second or so
    bridge.modem.loses_network()
    for second, text in enumerate(words):
        bridge.modem.clock(second - 60)
        bridge.modem.texts("+79160000006", text)
    bridge.modem.clock(0)
    bridge.modem.finds_network()
    bridge.wait_for(lambda: len(bridge.texts("+79160000006")) == 60, "60 texts")
    bridge.waits_for_empty_sim()
    assert bridge.texts("+79160000006") == words


@pytest.mark.slow
def test_a_sim_that_refuses_to_delete_brings_each_message_once_and_is_not_asked_without_end(bridge: Bridge) -> None:
    bridge.modem.refuses_to_delete()
    bridge.modem.texts("+79160000007", "Не стирается")
    bridge.waits_for_text("Не стирается")
    bridge.modem.texts("+79160000007", "Тоже не стирается")
    bridge.waits_for_text("Тоже не стирается")
    tries = sum(order["done"] for order in bridge.modem.orders())
    assert tries < 10  # each of the two is tried again after 10 s, 20 s, 40 s …, however slow the machine is
    bridge.modem.speaks_again()
    bridge.waits_for_empty_sim(seconds=60)
    assert bridge.texts("+79160000007") == ["Не стирается", "Тоже не стирается"]


def test_the_bridge_remembers_that_it_listens_and_believes_stamps_of_the_time_it_did_not(bridge: Bridge) -> None:
    def noted() -> list[datetime]:
        with bridge.database.read() as tx:
            return list(tx.execute(select(sim_listening.c.until).where(sim_listening.c.sim == SIM)).scalars())

    until = bridge.wait_for(noted, "what it listened to")[0]
    assert datetime.now(UTC) - until < timedelta(minutes=2)
    five_hours_ago = datetime.now(UTC) - timedelta(hours=5)
    with bridge.database.write() as tx:
        tx.execute(update(sim_listening).values(since=five_hours_ago, until=five_hours_ago, before=None))
    for hours, text in ((4, "Пока спали"), (6, "Раньше всех")):
        bridge.modem.clock(-hours * 3600)
        bridge.modem.texts(GALYA, text)
        bridge.waits_for_text(text)
    bridge.modem.clock(0)
    asleep, before = bridge.waits_for_text("Пока спали"), bridge.waits_for_text("Раньше всех")
    assert "stamp" not in asleep
    assert timedelta(hours=3) < datetime.now(UTC) - datetime.fromisoformat(asleep["at"]) < timedelta(hours=5)
    assert datetime.now(UTC) - datetime.fromisoformat(before["at"]) < timedelta(minutes=2)
    assert datetime.now(UTC) - datetime.fromisoformat(before["stamp"]) > timedelta(hours=5)
