"""What waits in the database leaves part by part, once each, and the network's later word finds it."""

import pytest

from models.rules.delivery.states import DeliveryState
from tests.bridge.bridge import Bridge

GALYA = "+79161234567"


def test_a_short_text_leaves_as_one_sms_with_the_longest_validity_and_a_report_wanted(bridge: Bridge) -> None:
    [row] = bridge.queues("+79161000001", "Готово: 100€ [ok]")
    sent = bridge.modem.waits_for_sms_to("+79161000001", "Готово")
    [part] = sent["parts"]
    assert part["report_wanted"]
    assert part["validity"] > 60 * 24 * 400
    assert (part["of"], part["concat_reference"]) == (1, None)
    bridge.waits_for(DeliveryState.DELIVERED, row)
    assert bridge.reference_of(row) == part["reference"]


@pytest.mark.parametrize("words", ["A long answer in Latin letters, " * 9, "Длинный ответ с эмодзи 🙂👩‍👩‍👧, " * 9])
def test_a_long_text_arrives_whole_and_every_part_is_reported(bridge: Bridge, words: str) -> None:
    number = f"+7916101{len(words.encode()):04}"
    rows = bridge.queues(number, words)
    assert len(rows) > 1
    sent = bridge.modem.waits_for_sms_to(number)
    assert sent["text"] == words
    assert [part["part"] for part in sent["parts"]] == list(range(1, len(rows) + 1))
    for row in rows:
        bridge.waits_for(DeliveryState.DELIVERED, row)


def test_two_people_get_theirs_and_nobody_gets_it_twice(bridge: Bridge) -> None:
    rows = [*bridge.queues("+79161000002", "Вам"), *bridge.queues("+79161000003", "И вам")]
    for row in rows:
        bridge.waits_for(DeliveryState.DELIVERED, row)
    assert bridge.modem.texts_to("+79161000002") == ["Вам"]
    assert bridge.modem.texts_to("+79161000003") == ["И вам"]


@pytest.mark.parametrize("mode", ["twice", "reversed"])
def test_reports_may_come_twice_and_backwards(bridge: Bridge, mode: str) -> None:
    bridge.modem.reports(mode, delay=0.05)
    rows = bridge.queues(f"+7916102{len(mode):04}", "Три части текста, чтобы было что путать. " * 4)
    assert len(rows) == 3
    for row in rows:
        bridge.waits_for(DeliveryState.DELIVERED, row)


def test_a_late_report_finds_its_part_and_one_that_never_comes_proves_nothing(bridge: Bridge) -> None:
    bridge.modem.withholds_reports()
    late, never = bridge.queues("+79161000004", "Поздно"), bridge.queues("+79161000005", "Никогда")
    for [row] in (late, never):
        bridge.waits_for(DeliveryState.SENT, row)
    bridge.modem.sends_reports("failed", to="+79161000004")
    bridge.waits_for(DeliveryState.FAILED_PERMANENTLY, late[0])
    assert bridge.state_of(never[0]) == DeliveryState.SENT


def test_a_number_that_does_not_exist_is_refused_for_good(bridge: Bridge) -> None:
    bridge.modem.refuses_to_send(1, count=1)
    [row] = bridge.queues("+79161000006", "Кому?")
    assert "no such number" in bridge.waits_for(DeliveryState.FAILED_PERMANENTLY, row).error
    assert bridge.modem.sent_to("+79161000006") == []


def test_a_congested_network_is_tried_again_later(bridge: Bridge) -> None:
    bridge.modem.refuses_to_send(42, count=1)
    [row] = bridge.queues("+79161000007", "Позже")
    tried = bridge.waits_for(DeliveryState.FAILED_TEMPORARILY, row)
    assert "congestion" in tried.error
    assert tried.not_before > tried.sending_at


def test_a_refusal_before_the_prompt_leaves_nothing_behind(bridge: Bridge) -> None:
    bridge.modem.order("cms_error", command="AT+CMGS", code=314, count=1, after_ctrl_z=False)
    [row] = bridge.queues("+79161000008", "SIM занята")
    bridge.waits_for(DeliveryState.FAILED_TEMPORARILY, row)
    [other] = bridge.queues("+79161000009", "А этому можно")
    bridge.waits_for(DeliveryState.DELIVERED, other)
    assert bridge.modem.sent_to("+79161000008") == []


def test_what_the_modem_announces_while_it_sends_is_not_missed(bridge: Bridge) -> None:
    rows = bridge.queues("+79161000010", "Пока мы говорим, нам пишут. " * 8)
    bridge.waits_until_gone(rows[0])
    bridge.modem.texts(GALYA, "Перебиваю")
    bridge.waits_for_text("Перебиваю")
    last = bridge.waits_for(DeliveryState.DELIVERED, rows[-1])
    assert bridge.stored_at("Перебиваю") < last.sending_at


@pytest.mark.parametrize("after_ctrl_z", [False, True])
def test_rubbish_and_a_flood_of_lines_spoil_no_message(bridge: Bridge, after_ctrl_z: bool) -> None:
    number = f"+7916100002{int(after_ctrl_z)}"
    bridge.modem.order("unsolicited_flood", lines=40, count=1, after_ctrl_z=after_ctrl_z)
    bridge.modem.order("garbage", command="AT+CMGS", count=1, after_ctrl_z=after_ctrl_z)
    [row] = bridge.queues(number, "Сквозь шум")
    bridge.wait_for(lambda: bridge.state_of(row) in ("delivered", "unknown"), "an end", 60)
    assert bridge.modem.texts_to(number) == ["Сквозь шум"]
