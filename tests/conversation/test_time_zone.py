"""In which time zone a requester is: the organisation's, said so, until they choose their own."""

from tests.conversation.regulations import simple, two_kinds
from tests.conversation.requester import WEDNESDAY_NOON, Requester


def test_it_says_whose_time_it_is_and_offers_the_hours_of_russia() -> None:
    anna = Requester(simple()).commands("/timezone").sees("по часам организации", "12:00 (МСК)")
    labels = anna.labels()
    assert [labels[0], labels[3], labels[10]] == ["Калининград (МСК−1)", "Екатеринбург (МСК+2)", "Камчатка (МСК+9)"]


def test_a_button_chooses_and_every_time_is_told_in_it() -> None:
    anna = Requester(simple()).has_open(12, "Почта", WEDNESDAY_NOON)
    anna.commands("/timezone").presses("Омск (МСК+3)").sees("МСК+3: у вас 15:00")
    assert anna.zone == "Asia/Omsk"
    anna.commands("/my").sees("сегодня в 15:00 (МСК+3)")
    anna.commands("/timezone").sees("по вашему поясу", "15:00 (МСК+3)")


def test_a_city_or_an_offset_is_understood() -> None:
    assert Requester(simple()).commands("/timezone").writes("Тюмень").sees("МСК+2").zone == "Asia/Yekaterinburg"
    assert Requester(simple()).commands("/timezone").writes("utc+7").sees("МСК+4").zone == "Asia/Krasnoyarsk"
    assert Requester(simple()).commands("/timezone МСК+9").sees("МСК+9").zone == "Asia/Kamchatka"
    assert Requester(simple()).writes("часовой пояс Омск").sees("МСК+3").zone == "Asia/Omsk"
    assert Requester(simple(), language="en").commands("/timezone Tokyo").sees("UTC+9").zone == "Asia/Tokyo"


def test_what_is_no_place_is_a_message_like_any_other() -> None:
    anna = Requester(two_kinds()).commands("/timezone").writes("Не работает интернет уже второй день")
    assert anna.state.draft is not None
    assert [message.text for message in anna.state.draft.messages] == ["Не работает интернет уже второй день"]
    boris = Requester(two_kinds()).commands("/timezone").writes("Мухосранск")
    assert any("Такого города" in seen.reply.text for seen in boris.heard)
    assert boris.state.draft is not None


def test_in_the_middle_of_a_request_it_goes_on() -> None:
    anna = Requester(two_kinds()).writes("Не работает")
    draft = anna.state.draft
    anna.commands("/timezone").presses("Омск (МСК+3)")
    assert anna.zone == "Asia/Omsk"
    assert anna.state.draft == draft


def test_it_may_be_left_as_it_is_and_what_is_unknown_is_said() -> None:
    anna = Requester(simple()).commands("/timezone").commands("/cancel").sees("остался прежним")
    assert anna.commands("/timezone Луна").sees("Такого города").zone == "Europe/Moscow"
