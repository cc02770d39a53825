"""A request is filed with the internet provider: kind, questions, summary, confirmation; a topic for the staff."""

from tests.journeys.people import document, picture
from tests.journeys.places import buttons, wording
from tests.journeys.world import World


def test_a_subscriber_without_internet_is_asked_what_is_missing_and_told_when_to_expect_an_answer(isp: World) -> None:
    anna = isp.requester()
    anna.writes("С утра лежит сеть, в договоре 100 мегабит")
    anna.sees("«Полоса»", "Сейчас мы на связи", "принимаете регламент")
    question = anna.sees("Выберите тему")
    assert buttons(question)[:2] == ["Нет интернета", "Счёт и оплата"]
    anna.presses("Нет интернета")
    anna.sees("По какому адресу")
    anna.writes("Москва, Лесная, 5, кв. 12")
    anna.sees("Что именно не работает?")
    anna.presses("Связь пропадает")
    anna.sees("По какому номеру", "можно пропустить")
    anna.writes("8 (912) 345-67-89")
    anna.sees("Проверьте заявку", "Тема: Нет интернета", "Лесная, 5", "Связь пропадает", "+79123456789", "лежит сеть")
    anna.presses("Отправить")
    anna.sees("Заявка отправлена")
    topic = anna.topic()
    anna.sees(f"Заявка №{topic.number} принята", "Ответим не позже чем сегодня в 12:", "руководитель")
    assert "С утра лежит сеть" in topic.name
    card = wording(topic.card())
    for shown in ("Нет интернета", anna.name, "Москва, Лесная", "Связь пропадает", "+79123456789", "100 мегабит"):
        assert shown in card
    offered = [
        "Взять",
        "Предложить закрыть",
        "Продлить",
        "Ждать абонента",
        "Руководителю",
        "Почему такой срок?",
        "Ещё…",
    ]
    assert buttons(topic.card()) == offered
    isp.expects_nothing(topic)


def test_the_same_in_english_while_the_card_speaks_the_language_of_the_staff(isp: World) -> None:
    john = isp.requester("John", language="en")
    john.writes("The line has been dead since Monday")
    john.sees("Polosa", "/rules")
    john.sees("Choose")
    john.presses("No internet")
    john.sees("At what address")
    john.writes("Tver, 5 Mira street")
    john.sees("What exactly does not work?")
    john.presses("Nothing opens")
    john.sees("What number", "you can skip this")
    john.presses("Skip")
    john.sees("No internet", "Tver, 5 Mira street", "The line has been dead")
    john.presses("Send")
    john.sees("Tver, 5 Mira street")
    topic = john.topic()
    john.sees(f"#{topic.number}", "today at 12:")
    assert "Нет интернета" in wording(topic.card())
    assert "английский" in wording(topic.card())
    assert "Адрес: Tver, 5 Mira street" in wording(topic.card())
    isp.agent("Иван").answers(topic, "We will check it")
    john.sees("We will check it")
    isp.expects_nothing(topic)


def test_what_is_corrected_before_it_is_sent_is_sent_corrected_and_answers_corrected_later_are_shown(
    isp: World,
) -> None:
    anna = isp.requester()
    said = anna.writes("Лежит сеть, договор 4711")
    anna.sees("«Полоса»")
    anna.sees("Выберите тему")
    anna.presses("Нет интернета")
    anna.sees("По какому адресу")
    address = anna.writes("Москва, Лесная, 5")
    anna.sees("Что именно не работает?")
    anna.edits(address, "Москва, Лесная, 15")
    anna.presses("Связь пропадает")
    anna.sees("По какому номеру")
    anna.presses("Пропустить")
    anna.sees("Проверьте заявку", "Лесная, 15")
    anna.edits(said, "Лежит сеть, договор 4712")
    anna.sees("Проверьте заявку", "Лесная, 15", "договор 4712")
    anna.presses("Отправить")
    anna.sees("Заявка отправлена", "Лесная, 15", "договор 4712")
    topic = anna.topic()
    topic.card_shows("Адрес: Москва, Лесная, 15", "договор 4712", without=("4711",))
    anna.sees("принята")
    anna.edits(address, "Москва, Лесная, 25")
    topic.sees("Абонент исправил сообщение:", "Москва, Лесная, 25")
    anna.replies(address, "подъезд 2")
    topic.sees("подъезд 2")
    isp.expects_nothing(topic)


def test_answers_that_do_not_fit_are_asked_for_again_and_words_stand_for_buttons(isp: World) -> None:
    anna = isp.requester()
    anna.writes("Хочу переехать на новый адрес")
    anna.sees("Выберите тему")
    anna.writes("переезд")
    anna.sees("Что нужно сделать?")
    anna.writes("не знаю даже")
    anna.sees("Что нужно сделать?")
    anna.writes("2")
    anna.sees("По какому адресу?")
    anna.writes("Тула, Мира, 1")
    anna.sees("По какому номеру договориться")
    anna.writes("позвоните мне")
    anna.sees("Не похоже на номер телефона")
    anna.writes("+7 912 000-11-22")
    anna.sees("Проверьте заявку", "Перенести договор", "Тула, Мира, 1", "+79120001122")
    anna.writes("да")
    anna.sees("принята")
    assert "Перенести договор" in wording(anna.topic().card())


def test_a_summary_can_be_corrected_before_it_is_sent(isp: World) -> None:
    anna = isp.requester()
    anna.writes("Сколько стоит подключить дачу?")
    anna.presses("Переезд или подключение")
    anna.sees("Что нужно сделать?")
    anna.presses("Подключить новый адрес")
    anna.sees("По какому адресу?")
    anna.writes("Тула, Мира, 111")
    anna.sees("По какому номеру договориться")
    anna.writes("+7 912 000-11-22")
    anna.sees("Проверьте заявку", "Адрес: Тула, Мира, 111", "+79120001122")
    anna.presses("Исправить")
    anna.sees("Что исправить?")
    anna.presses("Адрес")
    anna.sees("По какому адресу?")
    anna.writes("Тула, Мира, 222")
    anna.sees("Проверьте заявку", "Адрес: Тула, Мира, 222", "+79120001122")
    anna.presses("Отправить")
    card = wording(anna.topic().card())
    assert "Адрес: Тула, Мира, 222" in card
    assert "111" not in card


def test_a_bill_is_asked_about_by_those_who_are_known_and_the_request_waits_until_then(isp: World) -> None:
    anna = isp.requester()
    anna.writes("Не пришёл чек")
    anna.presses("Счёт и оплата")
    anna.presses("Пропустить")
    anna.presses("Отправить")
    anna.sees("Это касается договора", "Номер договора указан в счёте", "Заявка сохранена")
    anna.has_no_topic()


def test_everything_sent_while_a_button_was_expected_is_in_the_request(isp: World) -> None:
    anna = isp.requester()
    anna.writes("Есть предложение")
    anna.sees("Выберите тему")
    anna.writes("Сделайте тёмную тему в личном кабинете", photo=picture())
    anna.sees("Добавили к заявке")
    anna.writes(document=document("эскиз.txt"))
    anna.presses("Предложение")
    anna.sees("Проверьте заявку", "Есть предложение", "тёмную тему", "2 файла")
    anna.presses("Отправить")
    topic = anna.topic()
    assert "Есть предложение" in wording(topic.card())
    with_photo = topic.sees("Сделайте тёмную тему")
    assert with_photo["photo"]
    isp.settles()
    assert [post["document"]["file_name"] for post in topic.posts() if "document" in post] == ["эскиз.txt"]


def test_nothing_is_filed_after_cancel_and_old_buttons_say_so(isp: World) -> None:
    anna = isp.requester()
    anna.writes("Ой, ничего")
    anna.sees("«Полоса»")
    first = anna.sees("Выберите тему")
    anna.presses("Другой вопрос")
    summary = anna.sees("Проверьте заявку")
    anna.writes("/cancel")
    anna.sees("Заявка не отправлена")
    assert "уже не действует" in anna.press(summary, "Отправить")
    assert first["message_id"] == summary["message_id"]
    isp.expects_nothing()
    anna.has_no_topic()


def test_back_help_and_language_work_in_the_middle_of_a_question(isp: World) -> None:
    anna = isp.requester()
    anna.writes("Не открываются сайты")
    anna.presses("Нет интернета")
    anna.sees("По какому адресу")
    anna.writes("/help")
    anna.sees("Команды", "/status")
    anna.sees("Продолжим", "По какому адресу")
    anna.writes("назад")
    anna.sees("Выберите тему")
    anna.writes("english")
    anna.sees("English")
    again = anna.chat.with_button("No internet")
    anna.press(again, "No internet")
    anna.sees("At what address")


def test_a_second_click_on_send_does_not_file_twice(isp: World) -> None:
    anna = isp.requester()
    anna.writes("Можно вопрос про тариф?")
    anna.presses("Другой вопрос")
    summary = anna.sees("Проверьте заявку")
    anna.press(summary, "Отправить")
    stale = next(button for row in summary["reply_markup"]["inline_keyboard"] for button in row)
    assert "уже не действует" in anna.forges(summary, stale["callback_data"])
    isp.settles()
    assert len(anna.topics()) == 1


def test_the_rules_name_the_clause_of_rights_and_duties(isp: World) -> None:
    anna = isp.requester()
    anna.writes("/rules")
    anna.sees("Регламент поддержки абонентов", "Права и обязанности сторон", "Абонент вправе")
    anna.has_no_topic()


def test_at_night_it_is_said_honestly_when_the_desk_opens(isp: World) -> None:
    isp.forward("12h")
    anna = isp.requester()
    anna.writes("Кабель на лестнице оборван")
    anna.sees("Сейчас нерабочее время. Откроемся", "08:00", "8 800 000-00-00")
    anna.presses("Другой вопрос")
    anna.presses("Отправить")
    anna.sees("принята", "не позже чем", "в 10:00", "Сейчас нерабочее время")
    isp.until_noon()


def test_a_request_that_nobody_finishes_is_reminded_and_then_reaches_staff(isp: World) -> None:
    anna = isp.requester()
    anna.writes("Пропала связь")
    anna.presses("Нет интернета")
    anna.sees("По какому адресу нет связи?")
    anna.has_no_topic()
    isp.forward("31m")
    anna.sees("не закончили", "отправим её как есть", "По какому адресу нет связи?")
    anna.has_no_topic()
    isp.forward("90m")
    topic = anna.topic()
    anna.sees("отправили заявку как есть", f"№{topic.number} принята")
    topic.card_shows("Не закончена", "Не указано: Адрес, Что не работает", "Пропала связь")
    anna.writes("Тверь, Мира 5")
    topic.sees("Тверь, Мира 5")
