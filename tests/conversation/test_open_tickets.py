"""A person with open tickets: one, several, and which of them a message is for."""

import pytest

from bot.conversation.turn import AddToTicket, CloseByRequester, ConfirmSolved, NotSolvedYet, OpenTicket
from tests.conversation.regulations import simple, two_kinds
from tests.conversation.requester import WEDNESDAY_NOON, Requester


def with_one() -> Requester:
    return Requester(simple()).has_open(12, "Почта")


def with_two() -> Requester:
    return with_one().has_open(13, "Сайт")


@pytest.mark.parametrize("text", ["ну что там?", "отмена", "помощь", "оператор", "спасибо", "да", "назад", "новая"])
def test_with_one_open_ticket_every_word_goes_to_it_silently(text: str) -> None:
    anna = with_one().writes(text).intends(AddToTicket(120, (1001,))).sees_nothing()
    assert anna.turn.state is anna.state_before


def test_a_question_with_a_number_is_answered_and_not_passed_on() -> None:
    with_one().writes("статус 12").sees("№12 · Почта", "Ждёт ответа").changes_nothing()
    with_one().writes("Статус заявки №12?").sees("№12 · Почта").changes_nothing()


@pytest.mark.parametrize("text", ["почему 500?", "why 500?"])
def test_a_question_about_a_number_that_is_no_request_of_theirs_goes_to_staff(text: str) -> None:
    with_one().writes(text).intends(AddToTicket(120, (1001,))).sees_nothing()
    with_one().writes(text, reply_to=12).intends(AddToTicket(120, (1001,))).sees_nothing()


def test_words_with_a_number_in_a_reply_are_a_command_only_about_a_request_of_theirs() -> None:
    with_one().writes("закрыть 500", reply_to=12).intends(AddToTicket(120, (1001,))).sees_nothing()
    with_one().writes("статус 12", reply_to=12).sees("№12 · Почта").changes_nothing()
    with_one().writes("статус 500").sees("Среди ваших заявок нет №500").changes_nothing()


def test_new_starts_another_ticket() -> None:
    anna = with_one().commands("/new").writes("Другое").intends(OpenTicket("help", "any", {}, (1001,)))
    anna.sees("Заявка №13 принята")


def test_what_cannot_be_passed_on_is_added_and_both_sides_are_told() -> None:
    anna = with_one().sends_a("location").intends(AddToTicket(120, (1001,)))
    anna.sees("сохранили ваше сообщение (место на карте)", "опишите главное словами")


def test_a_reply_decides() -> None:
    with_two().writes("готово", reply_to=13).intends(AddToTicket(130, (1001,))).sees_nothing()


def test_without_a_reply_the_picker_asks_and_holds_the_message() -> None:
    anna = with_two().writes("готово").sees("К какой заявке относится ваше сообщение?", "Следующие 10 минут")
    anna.is_offered("№12 · Почта", "№13 · Сайт", "Новая заявка", "Отмена", "Помощь").intends()
    anna.presses("№13 · Сайт").intends(AddToTicket(130, (1001,))).sees("Передали в заявку №13")


def test_several_held_messages_are_picked_together() -> None:
    anna = with_two().writes("раз").writes("два").sees("К какой заявке относятся ваши 2 сообщения?")
    anna.writes("вот", photo="1.jpg").writes(photo="2.jpg").sees_nothing()
    anna.presses("№12 · Почта").intends(AddToTicket(120, (1001, 1002, 1003, 1004)))


@pytest.mark.parametrize("said", ["13", "№13", "заявка 13"])
def test_a_number_picks(said: str) -> None:
    with_two().writes("готово").writes(said).intends(AddToTicket(130, (1001,))).sees("Передали в заявку №13")


def test_the_choice_is_remembered_for_ten_minutes_after_the_last_message() -> None:
    anna = with_two().writes("раз").presses("№13 · Сайт")
    anna.waits(minutes=9).writes("два").intends(AddToTicket(130, (1002,))).sees_nothing()
    anna.waits(minutes=10).writes("три").intends(AddToTicket(130, (1003,))).sees_nothing()
    anna.waits(minutes=10, seconds=1).writes("четыре").sees("К какой заявке")


def test_a_reply_is_remembered_too() -> None:
    with_two().writes("раз", reply_to=12).writes("два").intends(AddToTicket(120, (1002,)))


def test_an_answer_about_another_ticket_ends_the_memory() -> None:
    anna = with_two().writes("раз", reply_to=12).waits(minutes=1).is_answered(13)
    anna.writes("понял").sees("К какой заявке")


def test_an_answer_about_the_remembered_ticket_does_not() -> None:
    anna = with_two().writes("раз", reply_to=12).waits(minutes=1).is_answered(12)
    anna.writes("понял").intends(AddToTicket(120, (1002,)))


def test_a_reply_while_picking_goes_its_own_way_and_the_picker_waits() -> None:
    anna = with_two().writes("готово").writes("а это сюда", reply_to=12).intends(AddToTicket(120, (1002,)))
    anna.presses("№13 · Сайт").intends(AddToTicket(130, (1001,)))


def test_the_held_messages_can_become_a_new_request() -> None:
    anna = with_two().writes("третий вопрос").presses("Новая заявка")
    anna.intends(OpenTicket("help", "any", {}, (1001,)))
    with_two().writes("третий вопрос").writes("новая").intends(OpenTicket("help", "any", {}, (1001,)))


def test_cancel_drops_the_held_messages_and_says_so() -> None:
    with_two().writes("ой").presses("Отмена").sees("Сообщение не передано").intends()
    with_two().writes("ой").writes("отмена").sees("Сообщение не передано").intends()


def test_when_only_one_ticket_is_left_what_was_held_goes_to_it() -> None:
    anna = with_two().writes("раз").is_closed(13).writes("два").intends(AddToTicket(120, (1001, 1002)))
    assert not anna.state.held


def test_when_no_ticket_is_left_what_was_held_is_asked_about_again() -> None:
    anna = with_two().writes("раз").is_closed(13).is_closed(12).writes("два").sees("недавние заявки закрыты")
    anna.presses("Вернуться к №12").sees("№12 снова открыта")
    assert anna.messages[120] == [1001, 1002]


def test_a_picker_for_a_ticket_that_was_closed_meanwhile_is_stale_for_it() -> None:
    anna = with_two().has_open(14, "Счёт").writes("раз").is_closed(13)
    anna.presses("№13 · Сайт").sees("уже не действует").changes_nothing()
    anna.presses("№12 · Почта").intends(AddToTicket(120, (1001,)))


def test_a_held_message_is_never_lost_however_many_there_are() -> None:
    anna = with_two()
    for number in range(51):
        anna.writes(f"сообщение {number}")
    anna.sees("50 сообщений").presses("№12 · Почта")
    assert len(anna.messages[120]) == 50


def test_a_new_request_at_the_limit_keeps_the_messages_waiting() -> None:
    anna = with_two().has_open(14, "Счёт").writes("ещё вопрос").presses("Новая заявка")
    anna.sees("У вас уже 3 открытые заявки").changes_nothing().presses("№14 · Счёт")
    anna.intends(AddToTicket(140, (1001,)))


def test_a_draft_takes_messages_before_open_tickets_do_but_not_replies() -> None:
    anna = Requester(two_kinds()).has_open(12, "Почта").commands("/new").sees("Выберите тему")
    anna.writes("это в новую").sees("Добавили").writes("а это в старую", reply_to=12)
    anna.intends(AddToTicket(120, (1002,))).presses("Счёт и оплата").presses("Отправить")
    anna.intends(OpenTicket("help", "bill", {}, (1001,)))


def test_closing_is_confirmed_by_a_button() -> None:
    anna = with_one().is_asked_to_close(12).presses("Вопрос решён").intends(ConfirmSolved(120))
    anna.sees("Заявка №12 закрыта", "в течение 14 дней")


def test_closing_is_confirmed_in_words() -> None:
    with_one().is_asked_to_close(12).writes("Да, решено!").intends(ConfirmSolved(120, 1001))


@pytest.mark.parametrize("words", ["да", "решено", "Всё работает, спасибо"])
def test_a_picture_with_a_yes_closes_nothing(words: str) -> None:
    with_one().is_asked_to_close(12).writes(words, photo="a.jpg").intends(AddToTicket(120, (1001,)))


def test_words_confirm_nothing_while_nobody_asked() -> None:
    with_one().writes("решено").intends(AddToTicket(120, (1001,)))


def test_not_yet_keeps_the_ticket_open() -> None:
    anna = with_one().is_asked_to_close(12).presses("Ещё нет").intends(NotSolvedYet(120)).sees("остаётся открытой")
    anna.writes("Всё ещё не грузится").intends(AddToTicket(120, (1001,)))


def test_any_other_message_goes_to_the_ticket() -> None:
    with_one().is_asked_to_close(12).writes("нет, не работает").intends(AddToTicket(120, (1001,))).sees_nothing()


def test_the_buttons_of_a_proposal_act_whatever_else_is_in_progress() -> None:
    anna = with_two().is_asked_to_close(12).writes("вопрос").sees("К какой заявке")
    anna.presses("Вопрос решён").intends(ConfirmSolved(120)).presses("№13 · Сайт").intends(AddToTicket(130, (1001,)))


@pytest.mark.parametrize("key", ["solved:120", "unsolved:120", "solved:999", "solved:", "solved:x", "unsolved:²"])
def test_a_proposal_that_was_withdrawn_or_never_made_cannot_be_answered(key: str) -> None:
    with_one().presses_key(key, 0).sees("заявка в другом состоянии").changes_nothing()


def test_the_requester_closes_by_number() -> None:
    with_two().commands("/close 13").intends(CloseByRequester(130)).sees("№13 закрыта по вашей просьбе")
    with_two().writes("закрыть 12").intends(CloseByRequester(120))


def test_close_without_a_number_asks_first() -> None:
    anna = with_one().commands("/close").sees("Закрыть заявку №12?").is_offered("Закрыть №12", "Не закрывать")
    anna.presses("Не закрывать").sees("ничего не закрываем").changes_nothing()
    anna.presses_key("close:120", 0).intends(CloseByRequester(120))
    with_two().commands("/close").sees("Какую").is_offered("Закрыть №12", "Закрыть №13", "Не закрывать")


def test_nobody_closes_what_is_not_theirs() -> None:
    with_one().commands("/close 99").sees("нет №99").changes_nothing()
    with_one().presses_key("close:990", 0).sees("в другом состоянии").changes_nothing()
    Requester(simple()).commands("/close").sees("Закрывать нечего").changes_nothing()


def test_my_lists_what_is_open_with_the_promise() -> None:
    anna = with_two().is_answered(13).commands("/my")
    anna.sees("У вас 2 открытые заявки", "№12 · Почта", "Ждёт ответа", "№13 · Сайт", "В работе").changes_nothing()
    Requester(simple()).writes("мои заявки").sees("нет открытых заявок")


def test_my_admits_a_missed_deadline() -> None:
    anna = Requester(simple()).writes("Вопрос").waits(hours=2).commands("/my")
    anna.sees("не успели ответить в срок: обещали не позже чем сегодня в 13:00 (МСК)", "извинения")


def test_status_tells_of_nobody_elses_ticket() -> None:
    anna = with_one().commands("/status 13").sees("Среди ваших заявок нет №13").changes_nothing()
    anna.commands("/status").sees("№12").commands("/status abc").sees("/status 12")


def test_an_unknown_command_is_not_swallowed_silently() -> None:
    with_one().commands("/frobnicate").sees("Такой команды нет", "/help").changes_nothing()


def test_at_the_very_second_of_a_promise_it_is_not_broken_yet() -> None:
    anna = with_one().is_answered(12).has_due(12, resolution_due=WEDNESDAY_NOON)
    anna.commands("/my").sees("Решим не позже чем").waits(seconds=1).commands("/my").sees("не успели решить")
