"""What plain words mean: commands said in words, greetings, thanks, numbers and names of choices.

Only whole messages are taken for a command: «отмена» is one, «отмена заказа не проходит» is a request.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from models.rules.requests.invitation_codes import code_in
from models.rules.requests.thanks import Meaning, meaning_of
from models.rules.texts.localised import Localised

_OUTSIDE_WORDS = re.compile(r"[^\w+@#№./-]+")
_EDGES: Final = " .-/#"

#: Words that are a command whenever nobody else could be meant by them (see `command_in`).
_COMMANDS: Final = {
    "cancel": {"отмена", "отменить", "отмени", "отмените", "cancel"},
    "back": {"назад", "вернуться", "back"},
    "help": {"помощь", "справка", "помоги", "help", "команды"},
    "language": {"язык", "language", "сменить язык", "change language"},
    "timezone": {"часовой пояс", "сменить часовой пояс", "time zone", "timezone"},
    "my": {"мои заявки", "заявки", "my requests", "my tickets"},
    "new": {"новая заявка", "новая", "new request", "new"},
    "rules": {"регламент", "правила", "rules"},
    "transports": {
        "способы связи",
        "способ связи",
        "мои способы связи",
        "контакты",
        "мои контакты",
        "транспорты",
        "transports",
        "my transports",
        "contacts",
        "my contacts",
        "ways of contact",
    },
    "contacts": {"контактные лица", "contact persons"},
    "why": {"почему такой срок", "откуда такой срок", "why this deadline", "why so long", "почему так долго"},
}
#: Words that nobody says to staff, and that are a command even then.
_ALWAYS: Final = {
    "способы связи": "transports", "мои способы связи": "transports", "my transports": "transports",
    "ways of contact": "transports",
}  # fmt: skip
_COMMAND_OF: Final = {word: command for command, words in _COMMANDS.items() for word in words}
_LANGUAGE_NAMES: Final = {
    "english": "en", "in english": "en", "английский": "en",
    "русский": "ru", "по-русски": "ru", "russian": "ru",
}  # fmt: skip
_NUMBERED = re.compile(
    r"(?P<word>статус|состояние|status|закрыть|закрой|закройте|close|открыть снова|reopen"
    r"|почему(?: такой срок)?(?: у| по)?|why(?: this deadline for)?)"
    r"(?: заявки| заявку| заявке| request)? ?(?:№|#|no\.?)? ?(?P<number>\d{1,9})"
)
_TIME_ZONE = re.compile(r"(?:часовой пояс|time ?zone)[ :]+(?P<place>\S.*)", re.IGNORECASE)
_NUMBERED_COMMANDS: Final = {
    "статус": "status", "состояние": "status", "status": "status",
    "закрыть": "close", "закрой": "close", "закройте": "close", "close": "close",
    "открыть снова": "reopen", "reopen": "reopen",
    "почему": "why", "почему такой срок": "why", "почему такой срок у": "why", "почему такой срок по": "why",
    "почему у": "why", "почему по": "why", "why": "why", "why this deadline for": "why",
}  # fmt: skip
_NUMBER = re.compile(r"(?:заявка |request )?(?:№|#|no\.?)? ?(\d{1,9})")

YES: Final = {
    "да",
    "ага",
    "верно",
    "все верно",
    "отправить",
    "отправляй",
    "отправляйте",
    "yes",
    "ok",
    "ок",
    "send",
}
FIX: Final = {"нет", "исправить", "неверно", "изменить", "no", "fix", "correct", "change", "edit"}
NO: Final = {"нет", "не надо", "не нужно", "оставить", "выключить", "убрать", "no", "off", "keep", "none"}
SKIP: Final = {"пропустить", "пропуск", "нет", "не знаю", "skip", "no"}
NEW: Final = {"новая", "новая заявка", "новый вопрос", "новое", "new", "new request", "new question"}
_AGENT: Final = {
    "оператор", "оператора", "позовите оператора", "соедините с оператором", "живой человек", "человек",
    "сотрудник", "специалист", "менеджер", "operator", "agent", "human", "a human", "real person",
}  # fmt: skip
_GREETINGS: Final = {
    "здравствуйте", "здравствуй", "привет", "приветствую", "добрый день", "доброе утро", "добрый вечер",
    "доброй ночи", "доброго дня", "доброго времени суток", "день добрый", "алло", "ау", "есть кто", "вы тут",
    "hello", "hi", "hey", "good morning", "good afternoon", "good evening", "hello there", "hi there",
}  # fmt: skip


def plain(text: str) -> str:
    """Lower case, ё as е, without punctuation at the edges and with single spaces."""
    folded = text.casefold().replace("ё", "е").replace(",", " ")
    return " ".join(word for part in _OUTSIDE_WORDS.sub(" ", folded).split() if (word := part.strip(_EDGES)))


def command_in(text: str, *, nobody_listens: bool) -> tuple[str, str] | None:
    """The command and argument that the whole message is, if it is one.

    nobody_listens: no open ticket could get the message, or a question was asked; only then are single
    words taken for commands. A command with a number is one always.
    """
    if len(text) > 40:
        return None
    if (code := code_in(text)) is not None:
        return "invitation", code
    said = plain(text)
    if numbered := _NUMBERED.fullmatch(said):
        return _NUMBERED_COMMANDS[numbered["word"]], numbered["number"]
    if (place := _TIME_ZONE.fullmatch(text.strip())) is not None:
        return "timezone", place["place"]
    if said in _ALWAYS:
        return _ALWAYS[said], ""
    if not nobody_listens:
        return None
    if said in _LANGUAGE_NAMES:
        return "language", _LANGUAGE_NAMES[said]
    return (_COMMAND_OF[said], "") if said in _COMMAND_OF else None


def asks_for_agent(text: str) -> bool:
    return len(text) <= 60 and plain(text).removesuffix(" пожалуйста").removesuffix(" please") in _AGENT


def only_greets(text: str) -> bool:
    return len(text) <= 40 and plain(text) in _GREETINGS


def only_thanks(text: str) -> bool:
    """Thanks, or the word that all is well: nothing is asked."""
    return meaning_of(text) in (Meaning.THANKS, Meaning.SOLVED)


def says(text: str, words: Iterable[str]) -> bool:
    return len(text) <= 40 and plain(text) in words


def ticket_number_in(text: str) -> int | None:
    """The number, when the whole message is one: «12», «№12», «заявка 12»."""
    found = _NUMBER.fullmatch(plain(text)) if len(text) <= 30 else None
    return int(found[1]) if found else None


def chosen_by_words(text: str, labels: Sequence[Localised]) -> int | None:
    """Which of the offered labels the answer means: by its words, by its number in the list, or by a part.

    labels: in the order in which they were offered. Returns an index, or None if none or several fit.
    """
    said = plain(text)
    if not said:
        return None
    exact = [index for index, label in enumerate(labels) if said in map(plain, label.texts.values())]
    if len(exact) == 1:
        return exact[0]
    if said.isdecimal() and len(said) < 4 and 1 <= int(said) <= len(labels):
        return int(said) - 1
    words = said.split()
    if len(words) > 6:
        return named_in(text, labels)
    hinted = [index for index, label in enumerate(labels) if _is_hinted_at(label, words)]
    if len(hinted) == 1:
        only = labels[hinted[0]]
        if _any_part(only, words, whole=False) or _is_part_of(words, only):
            return hinted[0]
    return named_in(text, labels)


def named_in(text: str, labels: Sequence[Localised]) -> int | None:
    """The one label whose words all stand together in the text; labels of one word don't count."""
    words = plain(text[:1000]).split()
    found = [index for index, label in enumerate(labels) if _any_part(label, words, whole=True)]
    return found[0] if len(found) == 1 else None


def _is_hinted_at(label: Localised, words: Sequence[str]) -> bool:
    """Whether any telling word of the answer is one of the label's."""
    telling = [word for word in words if len(word) >= 4]
    return any(_same_word(word, named) for part in _parts(label) for named in part for word in telling)


def _is_part_of(words: Sequence[str], label: Localised) -> bool:
    """«интернет» for «Нет интернета», but not «нет»."""
    if max(map(len, words)) < 4:
        return False
    return any(
        all(any(_same_word(word, named) for named in plain(text).split()) for word in words)
        for text in label.texts.values()
    )


def _any_part(label: Localised, words: Sequence[str], *, whole: bool) -> bool:
    return any(_names(part, words, whole=whole) for part in _parts(label))


def _parts(label: Localised) -> list[list[str]]:
    """«Переезд или новое подключение» is named by either of its halves."""
    parts = [
        plain(part).split()
        for text in label.texts.values()
        for part in re.split(r"\s+(?:или|и|or|and)\s+|[,/;()]", text)
    ]
    return [part for part in parts if part]


def _names(part: Sequence[str], words: Sequence[str], *, whole: bool) -> bool:
    if not whole:
        return all(any(_same_word(word, said) for said in words) for word in part)
    if len(part) < 2:
        return False
    return any(
        all(_same_word(word, said) for word, said in zip(part, words[start:], strict=False))
        for start in range(len(words) - len(part) + 1)
    )


def _same_word(a: str, b: str) -> bool:
    """Equal but for the ending; short words must be equal."""
    if a == b:
        return True
    shorter = min(len(a), len(b))
    if shorter < 4 or abs(len(a) - len(b)) > 3:
        return False
    stem = max(4, shorter - 2)
    return a[:stem] == b[:stem]
