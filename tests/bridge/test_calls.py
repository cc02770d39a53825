"""Who rings is written down and hung up on: once each, however long it rings and whatever else is going on."""

from models.rules.delivery.states import DeliveryState
from tests.bridge.bridge import Bridge

GALYA = "+79161234567"


def test_a_call_is_stored_with_its_number_and_rejected(bridge: Bridge) -> None:
    before = len(bridge.calls())
    call = bridge.modem.rings(GALYA, rings=10)
    bridge.modem.waits_for_call(call, "rejected")
    assert bridge.calls()[before:] == [GALYA]


def test_a_withheld_number_is_a_call_too(bridge: Bridge) -> None:
    before = len(bridge.calls())
    bridge.modem.waits_for_call(bridge.modem.rings("", rings=10), "rejected")
    assert bridge.calls()[before:] == [""]


def test_a_network_that_names_nobody_makes_withheld_calls_after_two_rings(bridge: Bridge) -> None:
    before = len(bridge.calls())
    bridge.modem.tells_who_rings(False)
    call = bridge.modem.rings(GALYA, rings=4)
    shown = bridge.modem.waits_for_call(call, "rejected")
    bridge.modem.tells_who_rings(True)
    assert shown["rings"] in (2, 3)
    assert bridge.calls()[before:] == [""]
    bridge.modem.waits_for_call(bridge.modem.rings("+79260000097", rings=10), "rejected")
    assert bridge.calls()[before:] == ["", "+79260000097"]


def test_whoever_rings_unnamed_while_an_answer_leaves_is_kept(bridge: Bridge) -> None:
    before = len(bridge.calls())
    bridge.modem.tells_who_rings(False)
    rows = bridge.queues(GALYA, "Очень длинный ответ. " * 20)
    bridge.waits_until_gone(rows[0])
    bridge.modem.rings(GALYA, rings=4, interval=0.1)
    bridge.waits_until_gone(rows[-1])
    bridge.modem.tells_who_rings(True)
    assert bridge.calls()[before:] == [""]


def test_whoever_rang_unnamed_and_gave_up_before_anybody_listened_is_kept(bridge: Bridge) -> None:
    bridge.modem.texts(GALYA, "перед звонками")
    bridge.waits_for_text("перед звонками")  # whoever rang before is hung up on by now: rings meanwhile are theirs
    before, child = len(bridge.calls()), bridge.child()
    bridge.modem.tells_who_rings(False)
    child.suspend()
    call = bridge.modem.rings(GALYA, rings=4, interval=0.05)
    bridge.modem.texts(GALYA, "пока звонили")
    bridge.modem.waits_for_call(call, "missed")
    child.resume()
    bridge.waits_for_text("пока звонили")
    bridge.modem.tells_who_rings(True)
    bridge.modem.texts(GALYA, "после звонков")
    bridge.waits_for_text("после звонков")
    assert bridge.calls()[before:] == [""]


def test_whoever_rang_with_a_number_while_an_answer_leaves_is_one_call(bridge: Bridge) -> None:
    before = len(bridge.calls())
    rows = bridge.queues(GALYA, "Очень длинный ответ. " * 10)
    bridge.waits_until_gone(rows[0])
    bridge.modem.rings("+79260000012", rings=4, interval=0.1)
    bridge.waits_until_gone(rows[-1])
    assert bridge.calls()[before:] == ["+79260000012"]


def test_the_rings_of_a_call_that_the_modem_will_not_end_are_one(bridge: Bridge) -> None:
    before = len(bridge.calls())
    bridge.modem.refuses_to_hang_up()
    call = bridge.modem.rings(GALYA, rings=6, interval=0.2)
    bridge.wait_for(lambda: bridge.modem.call(call)["over"], "the caller to give up")
    assert bridge.modem.call(call)["rings"] == 6
    bridge.modem.texts(GALYA, "после звонка")
    bridge.waits_for_text("после звонка")
    assert bridge.calls()[before:] == [GALYA]


def test_who_gave_up_on_a_modem_that_would_not_hang_up_may_ring_again_at_once(bridge: Bridge) -> None:
    before = len(bridge.calls())
    bridge.modem.refuses_to_hang_up(count=1)
    call = bridge.modem.rings("+79260000098", rings=3, interval=0.2)
    bridge.wait_for(lambda: bridge.modem.call(call)["over"], "the caller to give up")
    bridge.modem.waits_for_call(bridge.modem.rings("+79260000098", rings=20, interval=0.3), "rejected")
    assert bridge.calls()[before:] == ["+79260000098"] * 2


def test_a_storm_of_callers_is_as_many_calls(bridge: Bridge) -> None:
    before, numbers = len(bridge.calls()), [f"+7926000000{number}" for number in range(8)]
    for number in numbers:
        bridge.modem.waits_for_call(bridge.modem.rings(number, rings=10, interval=0.2), "rejected")
    assert bridge.calls()[before:] == numbers


def test_who_rings_again_after_being_rejected_is_rejected_again(bridge: Bridge) -> None:
    before = len(bridge.calls())
    bridge.modem.waits_for_call(bridge.modem.rings("+79260000099", rings=10), "rejected")
    bridge.modem.texts(GALYA, "между звонками")
    bridge.waits_for_text("между звонками")

    def again() -> bool:
        call = bridge.modem.rings("+79260000099", rings=20, interval=0.3)
        return bool(bridge.modem.waits_for_call(call, "rejected"))

    assert again()
    assert 1 <= len(bridge.calls()[before:]) <= 2


def test_a_call_in_the_middle_of_a_long_answer_waits_for_one_part_at_most(bridge: Bridge) -> None:
    before = len(bridge.calls())
    rows = bridge.queues(GALYA, "Очень длинный ответ. " * 20)
    bridge.waits_until_gone(rows[0])
    call = bridge.modem.rings("+79260000011", rings=10)
    bridge.modem.waits_for_call(call, "rejected")
    assert bridge.state_of(rows[-1]) == DeliveryState.PENDING
    bridge.waits_until_gone(rows[-1])
    assert bridge.calls()[before:] == ["+79260000011"]
