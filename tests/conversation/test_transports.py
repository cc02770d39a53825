"""`/transports`, purely: the pages, the ways out of each, and that nothing else gets lost meanwhile."""

from dataclasses import replace

import pytest

from bot.conversation.reach import AddressAct, ChangeReach, Health, LinkView, Reach
from bot.conversation.state import Step
from models.rules.delivery.quiet_hours import QuietHours
from models.rules.regulation.reach import Consents, ReachRules
from models.rules.texts.localised import both
from tests.conversation.reached import CHAT, CODE, PHONE, SMS, Reached, anna, with_phone

AGREE = both("Согласен на обработку имени и телефона.", "I agree.")


def test_the_list_says_how_each_is_doing_in_words_and_what_the_duty_is() -> None:
    reach = Reach(
        (
            CHAT,
            replace(PHONE, quiet=QuietHours(22 * 60, 8 * 60)),
            replace(PHONE, id=3, health=Health.UNVERIFIED),
            replace(PHONE, id=4, health=Health.VOUCHED),
            replace(PHONE, id=5, health=Health.STALE),
            replace(PHONE, id=6, health=Health.DEAD, reason="blocked"),
            replace(PHONE, id=7, health=Health.PAUSED),
        ),
        (SMS,),
    )
    anna(reach).commands("/transports").sees(
        "1. Telegram (вы здесь): работает",
        "2. SMS +7 916 123-45-67: работает; тихие часы 22:00–8:00",
        "ещё не подтверждён",
        "указан в договоре, вами ещё не подтверждён",
        "нужно подтвердить снова",
        "не работает: вы остановили бота",
        "на паузе",
        "Абонент обязан держать один способ связи рабочим.",
    )


def test_a_phone_is_added_by_its_number_and_a_code() -> None:
    who = anna(Reach((CHAT,), (SMS,)))
    who.commands("/transports").presses("Добавить").sees("Напишите номер мобильного телефона")
    who.writes("8 916 123-45-67").sees("на +79161234567 придёт код")
    who.intends(ChangeReach(AddressAct.ASK_CODE, text="+79161234567", transport="sms"))
    who.writes("000000").sees("Код не подошёл. Осталось попыток: 2.", "Пришлите его сюда")
    who.writes(CODE).sees("Подтверждено: +79161234567.", "2. SMS +79161234567: работает")
    who.presses("Готово").sees("Готово")
    assert who.state.step is Step.IDLE


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("абв 12", "Не похоже на номер телефона"),
        ("112", "Не похоже на номер телефона"),
        ("+7 495 123-45-67", "На этот номер мы не можем отправить SMS"),
        ("+49 151 23456789", "На этот номер мы не можем отправить SMS"),
        ("+7 940 123-45-67", "На этот номер мы не можем отправить SMS"),
    ],
)
def test_no_code_goes_to_what_is_no_mobile_of_the_country(typed: str, said: str) -> None:
    who = anna(Reach((CHAT,), (SMS,)))
    who.commands("/transports").presses("Добавить")
    who.writes(typed).sees(said, "Напишите номер")
    assert not who.changed


def test_ones_own_contact_spares_the_typing_and_not_the_code() -> None:
    who = anna(Reach((CHAT,), (SMS,), shares_phone=True))
    who.commands("/transports").presses("Добавить").sees("отправьте свой номер кнопкой под полем ввода")
    who.shares("+79161234567").sees("придёт код")
    who.intends(ChangeReach(AddressAct.ASK_CODE, text="+79161234567", transport="sms"))


def test_a_contact_that_is_shared_outside_of_it_is_a_message_like_any_other() -> None:
    who = anna()
    who.shares("+79161234567")
    assert not who.changed


def test_another_messenger_is_joined_by_a_link() -> None:
    who = anna()
    who.commands("/transports").presses("Добавить").is_offered("SMS", "Голубь", "Назад", "Готово")
    who.presses("Голубь").sees("https://pigeon.example/?start=join_1", "Ваши способы связи")
    who.intends(ChangeReach(AddressAct.LINK, transport="pigeon"))


def test_a_link_asks_before_it_joins() -> None:
    who = anna(with_phone(link=LinkView("abc", "Борис")))
    who.commands("/start join_abc").sees("Подключить этот чат к «Борис»?").is_offered("Подключить", "Отмена")
    who.presses("Подключить").intends(ChangeReach(AddressAct.JOIN, text="abc"))


def test_a_link_that_was_used_says_so() -> None:
    anna().commands("/start join_abc").sees("больше не действует").changes_nothing()


def test_quiet_hours_are_typed_and_dropped() -> None:
    who = anna()
    who.commands("/transports").presses("2. SMS +7 916 123-45-67").presses("Тихие часы").sees("22:00–8:00")
    who.writes("ночью").sees("Не поняли часы")
    who.writes("с 23 до 7").sees("Тихие часы записаны.", "тихие часы 23:00–7:00")
    who.presses("Тихие часы").presses("Без тихих часов").sees("Тихих часов больше нет.")
    assert [one.hours for one in who.changed] == [QuietHours(23 * 60, 7 * 60), None]


def test_it_is_paused_and_switched_on() -> None:
    who = anna()
    who.commands("/transports").presses("2. SMS +7 916 123-45-67").presses("Пауза")
    who.sees("На паузе: писать туда не будем", "на паузе")
    who.presses("Включить").sees("Снова включено.", "работает")


def test_the_order_is_theirs() -> None:
    who = anna()
    who.commands("/transports").presses("2. SMS +7 916 123-45-67").presses("Выше")
    who.sees("1. SMS +7 916 123-45-67", "2. Telegram")


def test_categories_are_switched_one_by_one() -> None:
    who = anna(with_phone(categories=(both("Аварии", "Outages"), both("Счета", "Bills"))))
    who.commands("/transports").presses("2. SMS +7 916 123-45-67").sees("Приходит всё.").presses("Что присылать")
    who.presses("✓ Счета").is_offered("✓ Аварии", "✗ Счета", "Назад", "Готово")
    who.presses("Назад").sees("Приходит: Аварии.")


def test_a_test_is_sent_to_the_one_that_was_chosen() -> None:
    who = anna()
    who.commands("/transports").presses("2. SMS +7 916 123-45-67").presses("Проверить").sees("Отправили проверку.")
    who.intends(ChangeReach(AddressAct.TEST, 2))


def test_one_that_is_not_certain_is_confirmed_by_a_code() -> None:
    who = anna(Reach((CHAT, replace(PHONE, health=Health.STALE)), (SMS,)))
    who.commands("/transports").presses("2. SMS +7 916 123-45-67").presses("Подтвердить").sees("придёт код")
    who.intends(ChangeReach(AddressAct.RECHECK, 2))


def test_it_is_asked_before_one_is_removed() -> None:
    who = anna()
    who.commands("/transports").presses("2. SMS +7 916 123-45-67").presses("Удалить").sees("Удалить SMS +7 916")
    assert not who.changed
    who.presses("Да, удалить").sees("Удалено", "1. Telegram")


def test_the_last_one_that_works_is_removed_only_after_a_warning_with_the_duty() -> None:
    who = anna(Reach((replace(CHAT, here=True), replace(PHONE, health=Health.DEAD, reason="other")), (SMS,)))
    who.commands("/transports").presses("1. Telegram").presses("Удалить")
    who.sees("последний способ связи, который работает", "Абонент обязан")
    who.presses("Оставить").sees("Telegram (вы здесь): работает")
    who.presses("Удалить").presses("Да, удалить").sees("Больше не пишем вам сюда")
    assert who.state.step is Step.IDLE


def test_words_say_whether_somebody_is_sure() -> None:
    who = anna()
    who.commands("/transports").presses("2. SMS +7 916 123-45-67").presses("Удалить")
    who.writes("нет").sees("SMS +7 916 123-45-67: работает")
    who.presses("Удалить").writes("да").sees("Удалено")


def test_an_old_yes_removes_nothing() -> None:
    who = anna()
    who.commands("/transports").presses("2. SMS +7 916 123-45-67").presses("Удалить")
    version = who.state.version
    who.presses("Оставить")
    who.presses_key("tr:gone:2", version).sees("уже не действует").changes_nothing()


@pytest.mark.parametrize(
    "key", ["tr:one:99", "tr:gone:99", "tr:cat:2:7", "tr:nonsense", "tr:", "tr:way:9", "tr:again"]
)
def test_a_button_about_what_is_not_theirs_is_politely_refused(key: str) -> None:
    anna().commands("/transports").presses_key(key, 1).sees("уже не действует")


# -- consent


def asked_to_consent() -> Reached:
    rules = ReachRules(consent=Consents(personal=AGREE, advertising=both("Согласен на рекламу.", "Ads.")))
    who = anna(with_phone(consents=(("personal", False), ("advertising", False))))
    who.regulation = who.regulation.model_copy(update={"reach": rules})
    return who


def test_nothing_is_added_without_consent_which_is_a_message_of_its_own() -> None:
    who = asked_to_consent()
    who.commands("/transports").presses("Добавить").presses("SMS").is_offered("Согласен", "Не сейчас")
    assert [seen.reply.text for seen in who.heard] == ["Согласен на обработку имени и телефона."]
    who.presses("Согласен").sees("Согласие записано.", "Что добавить?")
    assert [seen.reply.edit_in_place for seen in who.heard] == [False]
    who.presses("SMS").sees("Напишите номер")


def test_a_consent_that_is_read_by_itself_leads_back_to_the_list() -> None:
    who = asked_to_consent()
    who.commands("/transports").presses("Согласия").presses("Прочитать: обработка персональных данных")
    who.presses("Согласен").sees("Согласие записано.", "Ваши способы связи")


def test_consents_are_read_given_and_withdrawn_one_by_one() -> None:
    who = asked_to_consent()
    who.commands("/transports").presses("Согласия").sees("✗ рекламные сообщения: не дано")
    who.presses("Прочитать: рекламные сообщения").sees("Согласен на рекламу.").presses("Согласен")
    who.presses("Согласия").sees("✓ рекламные сообщения: дано").presses("Отозвать: рекламные сообщения")
    who.sees("Согласие отозвано.")
    assert [(one.act, one.text) for one in who.changed] == [
        (AddressAct.CONSENT, "advertising"),
        (AddressAct.WITHDRAW, "advertising"),
    ]


# -- by SMS


def by_sms(**facts: object) -> Reached:
    return anna(with_phone(brief=True, ways=(SMS,), **facts))


def test_by_sms_the_list_is_short_and_its_numbers_choose() -> None:
    who = by_sms()
    who.writes("способы связи").sees("Способы связи:")
    who.is_offered("Telegram: работает", "+7 916 123-45-67: работает", "Добавить")
    who.presses("+7 916 123-45-67: работает").sees("SMS +7 916 123-45-67: работает")
    assert "Готово" not in [choice.label for row in who.heard[-1].reply.choices for choice in row]


def test_a_number_is_taken_before_the_way_is_chosen() -> None:
    who = anna()
    who.commands("/transports").presses("Добавить").writes("8 916 765-43-21").sees("придёт код")


def test_by_sms_a_phone_is_added_in_two_messages() -> None:
    who = by_sms()
    who.writes("способы связи").presses("Добавить").sees("Пришлите номер телефона")
    who.writes("89167654321").sees("Код ушёл на +79167654321. Пришлите его сюда (15 мин).")
    who.writes(CODE).sees("Подтверждено: +79167654321.")
