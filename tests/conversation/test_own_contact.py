"""The button that shares one's own number: there while the number is asked for, and gone afterwards."""

from bot.conversation.reach import Reach
from bot.conversation.turn import OwnContact
from tests.conversation.reached import CHAT, CODE, SMS, Reached, anna
from tests.conversation.requester import Requester
from tests.conversation.test_identification import simple


def buttons(who: Requester) -> list[OwnContact]:
    """Of what was heard last."""
    return [seen.reply.own_contact for seen in who.heard if seen.reply.own_contact is not None]


def at_contact() -> Requester:
    return Requester(simple(), shares_phone=True).writes("Не работает").presses("По моему номеру телефона")


def adding() -> Reached:
    who = anna(Reach((CHAT,), (SMS,), shares_phone=True))
    who.shares_phone = True
    who.commands("/transports").presses("Добавить")
    return who


def test_it_is_shown_when_the_number_is_asked_for() -> None:
    who = at_contact().sees("Отправьте нам свой номер кнопкой под полем ввода", "Кнопка под полем ввода отправит")
    assert buttons(who) == [OwnContact.OFFERED]
    assert not who.heard[-1].reply.choices, "a message has buttons of its own, or this one"


def test_it_is_not_shown_again_while_it_is_there() -> None:
    who = at_contact().writes("а что это даст?")
    assert buttons(who) == []


def test_another_way_takes_it_away() -> None:
    who = at_contact().presses("Другой способ")
    assert buttons(who) == [OwnContact.GONE]
    who.presses("По номеру договора")
    assert buttons(who) == []


def test_cancelling_takes_it_away() -> None:
    assert buttons(at_contact().presses("Отмена")) == [OwnContact.GONE]


def test_words_that_have_no_buttons_take_it_away_themselves() -> None:
    who = at_contact().commands("/cancel")
    assert [seen.reply.own_contact for seen in who.heard] == [OwnContact.GONE]
    who.sees("Заявка не отправлена")


def test_where_the_messenger_can_not_share_a_number_nothing_of_it_is_said() -> None:
    who = Requester(simple()).writes("Не работает")
    who.presses_key("who:contact", who.state.version)
    assert buttons(who) == []


def test_adding_a_phone_offers_it_and_the_shared_number_takes_it_away() -> None:
    who = adding()
    who.sees("печатать не придётся")
    assert buttons(who) == [OwnContact.OFFERED]
    who.shares("+79161234567").sees("придёт код")
    assert buttons(who) == [OwnContact.GONE]
    who.writes(CODE).sees("Подтверждено")
    assert buttons(who) == []


def test_typing_the_number_takes_it_away_too() -> None:
    who = adding()
    who.writes("8 916 123-45-67").sees("придёт код")
    assert buttons(who) == [OwnContact.GONE]


def test_other_words_and_commands_take_it_away() -> None:
    who = adding()
    who.commands("/cancel")
    assert buttons(who) == [OwnContact.GONE]
    who = adding()
    who.has_open(12, "Нет интернета")
    who.writes("У нас во всём доме с самого утра не работает интернет")
    assert buttons(who) == [OwnContact.GONE]
