"""What the short words mean with which people end a conversation: «Спасибо!», "ok", 👍, «всё работает, спасибо».

A message is thanks only if every word of it is a known one: «спасибо, но не работает» holds words that are not.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final


class Meaning(StrEnum):
    """What a whole message says."""

    THANKS = "thanks"  # thanks, or that it was read: nothing is asked
    SOLVED = "solved"  # it works now
    AGREED = "agreed"  # «да»: an answer, whatever was asked
    UNCLEAR = "unclear"  # polite, but nobody can tell by rule whether it is solved
    WORDS = "words"  # anything else: somebody has to read it


def _forms(words: str) -> frozenset[str]:
    return frozenset(words.split())


_LONGEST: Final = 160
_MOST_WORDS: Final = 12
_THANKS: Final = _forms("""
    спасибо спасибочки спасибки спасибище спс пасиб пасибо пасибки благодарю благодарим благодарен благодарна
    благодарны благодарность признателен признательна признательны мерси
    thanks thank thx thnx tnx ty cheers grateful appreciated
""")
_READ: Final = _forms("""
    ок окей оки окау хорошо понятно понял поняла поняли понятненько ясно ясненько принято принял приняла приняли
    ладно ладненько договорились добро учту учтем отлично отличненько замечательно прекрасно супер класс классно
    здорово круто чудесно великолепно
    ok okay okey oki kk got noted understood understand clear great fine perfect excellent awesome cool nice super
    wonderful brilliant good
""")
_SOLVED: Final = _forms("""
    работает работают заработало заработал заработала заработали решено решен решена решены решился решилась
    решилось решили исправили исправлено починили починилось наладилось наладили устранили устранено помогло
    помогли помог помогла получилось восстановилось восстановили
    works working worked solved resolved fixed helped
""")
#: To whoever asks for leave to write, with those above.
_LEAVE: Final = _forms(
    "можно можете пишите напишите присылайте жду слушаю давайте разрешаю согласен согласна can may write go ahead"
)
_AGREED: Final = _forms("да ага угу верно конечно yes yep yeah yup sure")
#: They say nothing alone; among the others they change nothing.
_AROUND: Final = _forms("""
    вам вас тебе большое огромное огромная огромный большущее преогромное за помощь ответ быстрый быструю быстро
    оперативность оперативный оперативную оперативно скорость отзывчивость терпение внимание заботу работу поддержку
    информацию инфу разъяснение разъяснения пояснение пояснения подсказку совет консультацию ваш вашу вашей очень
    много все всем теперь уже сейчас и это так мне нам меня нас у я мы вы наш вопрос вопросы проблема проблему
    интернет связь сайт почта здравствуйте добрый доброе день вечер утро дня вечера до свидания всего доброго
    хорошего хорошей удачи пожалуйста коллеги ребята девушка
    you very much so a an lot for the your my our help reply answer support info information it it's its is that's
    that all everything now i we am i'm are many big of us me to in have day nice issue problem question
    quick prompt fast please guys team
""")
#: With any of these a polite word is no sign that all is well. Words that are in none of the lists are unclear.
_OBJECTING: Final = _forms("""
    не нет ни но а однако хотя опять снова все-таки пока еще почему когда зачем сколько где куда какой
    какая какое какие как что если или только кроме без плохо хуже медленно частично ничего никак нельзя нету
    пропал пропала пропало пропали пропадает пропадают сломалось сломался сломалась сломали тормозит висит виснет
    зависает ошибка ошибку ошибки отключили отключился отключилось отвалился отвалилось верните прошу нужно надо
    not no don't doesn't didn't isn't can't cannot won't but however still again yet why when where how what which
    if or only except without never nothing bad worse slow slowly partly error errors broken down fails failed
    need needs problem's unless
""")
_KNOWN: Final = _THANKS | _READ | _SOLVED | _AGREED | _AROUND
_GLAD_SIGNS: Final = frozenset("👍🙏❤👌🤝😊🙂🌹💐🔥💯👏🎉✅☺😀😃😄😁🤗🥰😍💪🫶💚💙🧡💛✔")
_SAD_SIGNS: Final = frozenset("👎😡😠🤬😢😭💔😞😤🤦😒🙄😩😫🤮😖😣😟🙁☹❌🆘")
#: What a sign may be followed by: the form of an emoji, the colour of a hand, what joins signs, who it is.
_MODIFIERS: Final = re.compile("[\ufe0e\ufe0f\u200d\u2640\u2642\U0001f3fb-\U0001f3ff]")
_WORD: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SAD_BRACKETS: Final = re.compile(r":-?['’]?\(|\({2,}|\(\s*$")


def meaning_of(text: str, sticker: str | None = None) -> Meaning:
    """What a requester's whole message says. sticker: the emoji that a sticker stands for, when it is one."""
    said = (text or sticker or "").casefold().replace("ё", "е").replace("’", "'")
    if not said.strip() or len(said) > _LONGEST:
        return Meaning.WORDS
    words, signs = _WORD.findall(said), _signs(said)
    if "?" in said or len(words) > _MOST_WORDS or not _SAD_SIGNS.isdisjoint(signs):
        return Meaning.WORDS
    if not words:
        return _meaning_of_signs(said, signs)
    if _SAD_BRACKETS.search(said) or not signs <= _GLAD_SIGNS or not _KNOWN.issuperset(words):
        return _unclear(words)
    if not _SOLVED.isdisjoint(words):
        return Meaning.SOLVED
    if not _AGREED.isdisjoint(words):
        return Meaning.AGREED
    return Meaning.WORDS if _THANKS.isdisjoint(words) and _READ.isdisjoint(words) else Meaning.THANKS


def meaning_to_a_wish(text: str) -> Meaning:
    """The same of the first words of somebody who was asked for leave to write: «да, пишите» says no more than that,
    and is no yes to anything else.
    """
    meaning, words = meaning_of(text), _WORD.findall(text.casefold().replace("ё", "е"))
    only_leave = bool(words) and "?" not in text and (_AGREED | _LEAVE).issuperset(words)
    return Meaning.THANKS if only_leave or meaning is Meaning.AGREED else meaning


def says_solved(signs: Sequence[str]) -> bool | None:
    """What signs under the question whether it is solved answer; None: nobody can tell. Empty: only the service can
    show that one.
    """
    bare = [_MODIFIERS.sub("", sign) for sign in signs]
    if not bare or not all(bare):
        return None
    if _GLAD_SIGNS.issuperset("".join(bare)):
        return True
    return False if _SAD_SIGNS.issuperset("".join(bare)) else None


def _signs(said: str) -> set[str]:
    """Emoji and the like: whatever is neither a word nor punctuation."""
    return {sign for sign in _MODIFIERS.sub("", said) if ord(sign) > 0x2190 and not sign.isalnum()}


def _meaning_of_signs(said: str, signs: set[str]) -> Meaning:
    if not signs:
        return Meaning.AGREED if set(said.strip()) == {"+"} else Meaning.WORDS
    return Meaning.THANKS if signs <= _GLAD_SIGNS and not _SAD_BRACKETS.search(said) else Meaning.UNCLEAR


def _unclear(words: list[str]) -> Meaning:
    """Something polite among words that only a reader understands."""
    polite = not (_THANKS | _READ | _SOLVED).isdisjoint(words)
    return Meaning.UNCLEAR if polite and _OBJECTING.isdisjoint(words) else Meaning.WORDS
