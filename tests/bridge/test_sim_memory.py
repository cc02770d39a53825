"""A SIM that is full, or holds what nobody can read: told to staff, and everything else goes on."""

from tests.bridge.bridge import Bridge


def test_a_full_sim_is_told_and_what_waits_in_the_network_comes_once_there_is_room(bridge: Bridge) -> None:
    bridge.modem.fills_sim()
    bridge.waits_for_state("full")
    bridge.modem.texts("+79160000009", "Ждёт в сети")
    bridge.wait_for(lambda: bridge.modem.state()["waiting"] == 1, "a message that waits")
    bridge.modem.empties_sim()
    bridge.waits_for_text("Ждёт в сети")
    bridge.waits_for_state("working")


def test_old_messages_on_a_sim_that_somebody_puts_in_are_taken_like_new_ones(bridge: Bridge) -> None:
    before = len(bridge.inbox())
    bridge.modem.fills_sim("received")

    def places_taken() -> int:
        return sum(int(memory["used"]) for memory in bridge.modem.state()["slots"].values())

    assert places_taken() > 30
    bridge.wait_for(lambda: places_taken() <= 1, "room; one place may be unreadable")  # of the test below
    assert len(bridge.inbox()) > before


def test_a_place_that_nobody_can_read_hides_no_other_and_is_left(bridge: Bridge) -> None:
    bridge.modem.order("corrupt_slot", count=1)
    bridge.modem.texts("+79160000008", "Испорчено")
    bridge.modem.texts("+79160000008", "Цело")
    bridge.waits_for_text("Цело")
    row = bridge.wait_for(lambda: (known := bridge.known()) and known.detail and known, "a word to staff")
    assert row.detail == "unreadable messages on the SIM: 1"
    bridge.modem.texts("+79160000008", "И это")
    bridge.waits_for_text("И это")
    assert bridge.log().count("can't be read") == 1
