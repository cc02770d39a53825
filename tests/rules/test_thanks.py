"""Thanks and objections: whole messages, in both languages."""

import pytest

from models.rules.requests.thanks import Meaning, meaning_of, says_solved


@pytest.mark.parametrize(
    "text",
    [
        "Спасибо!",
        "спасибо большое",
        "Огромное спасибо вам за помощь)",
        "Понятно, спасибо",
        "ок",
        "Ok!",
        "ОК, спасибо",
        "Хорошо",
        "ясно",
        "Принято 👍",
        "👍",
        "👍🏻",
        "🙏🙏",
        "❤️",
        "спасибо 😊",
        "Благодарю вас!",
        "Спс",
        "thanks",
        "Thank you very much!",
        "got it, thanks",
        "Great, thank you for your help",
        "Спасибо\nХорошего дня!",
        "спасибо :)",
        "Понял.",
        "👌",
    ],
)
def test_thanks_are_thanks(text: str) -> None:
    assert meaning_of(text) is Meaning.THANKS


@pytest.mark.parametrize(
    "text",
    [
        "Всё работает, спасибо",
        "Заработало!",
        "решено",
        "Да, решено!",
        "Вопрос решён",
        "проблема решена, спасибо большое",
        "Спасибо, помогло 👍",
        "It works now, thanks",
        "Solved.",
        "it is solved",
        "All fixed, thank you",
    ],
)
def test_words_that_say_it_works_say_that_it_is_solved(text: str) -> None:
    assert meaning_of(text) is Meaning.SOLVED


@pytest.mark.parametrize("text", ["да", "Да, спасибо", "ага", "Yes!", "+", "++", "да, хорошо"])
def test_a_yes_answers_whatever_was_asked(text: str) -> None:
    assert meaning_of(text) is Meaning.AGREED


@pytest.mark.parametrize(
    "text",
    [
        "Спасибо, но не работает",
        "спасибо, не работает",
        "Не работает",
        "не решено",
        "Нет, спасибо",
        "ок, а когда?",
        "Спасибо?",
        "всё работает?",
        "Понятно, но опять пропал",
        "спасибо, интернет пропал",
        "работает плохо",
        "👎",
        "спасибо 😡",
        "Thanks, but it still doesn't work",
        "thanks, not fixed",
        "ok, when?",
        "спасибо, ещё нет",
        "Хорошо, а что с роутером",
        "вопрос",
        "помощь",
        "нет",
        "",
        "   ",
        "...",
        "12",
        "Не понял",
        "Спасибо. Перезвоните, пожалуйста, когда сможете",
        "не спасибо",
        "спасибо " * 30,
    ],
)
def test_an_objection_is_never_taken_for_thanks(text: str) -> None:
    assert meaning_of(text) is Meaning.WORDS


@pytest.mark.parametrize(
    "text",
    [
        "Спасибо, вечером проверю",
        "вроде работает",
        "Спасибо(((",
        "спасибо 🤷",
        "😂",
        "хорошо, жду мастера",
        "ok will check tomorrow",
    ],
)
def test_what_no_rule_can_tell_is_unclear(text: str) -> None:
    assert meaning_of(text) is Meaning.UNCLEAR


@pytest.mark.parametrize(
    "text",
    ["спасибонет", "неспасибо", "Спасибову позвоните", "окно", "хорошович", "понятность", "решенока", "thankless"],
)
def test_a_word_is_known_as_a_whole_and_never_by_a_part(text: str) -> None:
    assert meaning_of(text) is Meaning.WORDS


@pytest.mark.parametrize(
    ("signs", "answer"),
    [
        (["👍"], True), (["❤"], True), (["👍", "🔥"], True), (["❤️‍🔥"], True), (["👌🏽"], True),
        (["👎"], False), (["😢"], False), (["👎", "😡"], False),
        (["👍", "👎"], None), (["🤔"], None), (["🐳", "👍"], None), ([""], None), (["", "👍"], None), ([], None),
    ],
)  # fmt: skip
def test_a_sign_under_the_question_whether_it_is_solved_answers_it_if_it_is_clear(
    signs: list[str], answer: bool | None
) -> None:
    assert says_solved(signs) is answer


def test_a_sticker_means_what_its_emoji_means() -> None:
    assert meaning_of("", "👍") is Meaning.THANKS
    assert meaning_of("", "😡") is Meaning.WORDS
    assert meaning_of("", "🐸") is Meaning.UNCLEAR
    assert meaning_of("", None) is Meaning.WORDS
