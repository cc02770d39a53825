"""The words that agents write dates with, Russian and English: names, units, prepositions, as regular expressions.

Texts are compared folded (`fold`): small letters, ё as е, one character for one.
"""

import re
from typing import Final, Literal

Unit = Literal["day", "week", "month", "year"]


def fold(text: str) -> str:
    """Small letters, ё as е; as long as the text, so that places in one are places in the other."""
    small = (letter.lower() for letter in text)
    return "".join(low if len(low) == 1 else letter for low, letter in zip(small, text, strict=True)).replace(
        "ё", "е"
    )


def pattern(text: str) -> re.Pattern[str]:
    """Whole words, after any space; `NUMBER`, `DAY_NAME`… in it stand for the vocabularies below."""
    for name, words in _PARTS.items():
        text = text.replace(name, f"(?:{words})")
    return re.compile(rf"\s*(?:{text})(?!\w)")


#: Monday first.
WEEKDAYS: Final = (
    "понедельник[ау]?|пн|monday|mon",
    "вторник[ау]?|вт|tuesday|tues?",
    "сред[ауые]|ср|wednesday|weds?",
    "четверг[ау]?|чт|thursday|thurs?|thu",
    "пятниц[ауые]|пт|friday|fri",
    "суббот[ауые]|сб|saturday|sat",
    "воскресень[еяю]|вск?|sunday|sun",
)
#: January first.
MONTHS: Final = (
    "янв(?:ар[яьею])?|jan(?:uary)?",
    "фев(?:р(?:ал[яьею])?)?|feb(?:ruary)?",
    "мар(?:т[ауе]?)?|mar(?:ch)?",
    "апр(?:ел[яьею])?|apr(?:il)?",
    "ма[йяю]|may",
    "июн[яьею]?|june?",
    "июл[яьею]?|july?",
    "авг(?:уст[ауе]?)?|aug(?:ust)?",
    "сен(?:т(?:ябр[яьею])?)?|sept?(?:ember)?",
    "окт(?:ябр[яьею])?|oct(?:ober)?",
    "ноя(?:б(?:р[яьею])?)?|nov(?:ember)?",
    "дек(?:абр[яьею])?|dec(?:ember)?",
)
NUMBERS: Final = (
    "один|одну|одного|an?|one",
    "два|две|двух|two",
    "три|трех|three",
    "четыре|четырех|four",
    "пять|пяти|five",
    "шесть|шести|six",
    "семь|семи|seven",
    "восемь|восьми|eight",
    "девять|девяти|nine",
    "десять|десяти|ten",
)

_PARTS: Final = {
    "DAY_NAME": "|".join(WEEKDAYS),
    "MONTH_NAME": "|".join(MONTHS),
    "NUMBER": r"[0-9]{1,9}|" + "|".join(NUMBERS),
    "MINUTES": r"минут[ауы]?|мин|minutes?|mins?|m",
    "HOURS": r"час(?:а|ов)?|ч|hours?|hrs?|h",
    "DAYS": r"день|дня|дней|дн|д|сутки|суток|days?|d",
    "WEEKS": r"недел[юяьи]|нед|weeks?|wks?|w",
    "MONTH_SPANS": r"месяц(?:а|ев)?|мес|months?",
    "WORKING": r"раб(?:оч(?:их|ий|его|ая|ую))?|р|working|business|work",
    "UNTIL": r"до|к|ко|не\s+позднее|не\s+позже|by|until|till|til|before|no\s+later\s+than|not\s+later\s+than",
}


def which(words: tuple[str, ...], found: str) -> int:
    """The place, from 0, that a word has in its vocabulary. Raises StopIteration for a word of none."""
    return next(index for index, known in enumerate(words) if re.fullmatch(known, found))


def number(found: str) -> int:
    """`2`, «два», "two"."""
    return int(found) if found[0] in "0123456789" else which(NUMBERS, found) + 1


LEAD_UNTIL: Final = pattern(r"UNTIL(?:\s+the)?")
LEAD_IN: Final = pattern(r"в|во|at")
LEAD_ON: Final = pattern(r"(?:на|on|to|due)(?:\s+the)?|the")
LEAD_SPAN: Final = re.compile(
    r"\s*(?:еще\s+|another\s+)?(?:\+|(?:через|(?P<on>на)|плюс|за|в\s+течени[еи]|in|for|within|plus)(?!\w))?"
)
LEAD_END: Final = pattern(r"конц[ауе]|конец|(?:the\s+)?end\s+of(?:\s+the)?")

MINUTES: Final = pattern(r"(?P<n>NUMBER)\s*MINUTES\.?")
HOURS: Final = pattern(
    r"(?:(?P<n>NUMBER)\s*(?:WORKING\.?\s*)?HOURS(?:\s*(?P<m>[0-9]{1,4})\s*MINUTES)?"
    r"|(?P<tenths>[0-9]{1,4}[.,][0-9])\s*HOURS|(?P<h>[0-9]{1,4})[hч](?P<hm>[0-9]{1,4})[mм])"
)
HALF_HOUR: Final = pattern(r"полчаса|half\s+an\s+hour")
HOUR_AND_A_HALF: Final = pattern(r"полтора\s+часа")
ONE_HOUR: Final = pattern("час")
ONE_DAY: Final = pattern("день|сутки")
WORKING_DAYS: Final = pattern(
    r"(?P<n>NUMBER)\s*(?:WORKING(?:\.\s*|\s+)DAYS|р\.?\s?д|рд|DAYS\s+(?:рабочих|рабочий|рабочего))"
)
DAYS: Final = pattern(r"(?P<n>NUMBER)\s*(?:календарн(?:ых|ый)\s+|calendar\s+)?DAYS")
WEEKS: Final = pattern(r"(?:(?P<n>NUMBER)\s*)?WEEKS")
MONTH_SPANS: Final = pattern(r"(?:(?P<n>NUMBER)\s*)?MONTH_SPANS")
EVERY_OTHER_DAY: Final = pattern(r"через\s+день")

DAYS_AHEAD: Final = (
    pattern(r"сегодня(?:шн(?:его|ему)\s+дн[яю])?|today"),
    pattern(r"завтра(?:шн(?:его|ему)\s+дн[яю])?|tomorrow"),
    pattern(r"послезавтра|(?:the\s+)?day\s+after\s+tomorrow"),
)
WEEKDAY: Final = pattern(
    r"(?:(?P<this>эт(?:у|от|о|ой|ого)|this|coming)\s+|(?P<next>следующ(?:ую|ий|ее|ей|его|ему)|next)\s+)?"
    r"(?P<name>DAY_NAME)\.?"
)
ISO_DATE: Final = re.compile(
    r"\s*(?P<year>[0-9]{4})(?P<by>[-./])(?P<month>[0-9]{1,2})(?P=by)(?P<day>[0-9]{1,2})(?:t(?=[0-9]{2}:)|(?!\w))"
)
DOTTED_DATE: Final = pattern(
    r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})(?:\.(?P<year>[0-9]{4}|[0-9]{2}))?(?:\s*(?:г|года)\b\.?)?"
)
SLASHED_DATE: Final = pattern(r"(?P<one>[0-9]{1,2})/(?P<two>[0-9]{1,2})(?:/(?P<year>[0-9]{4}|[0-9]{2}))?")
DAY_MONTH: Final = pattern(
    r"(?P<day>[0-9]{1,2})(?:-?(?:го|е|му)|st|nd|rd|th)?\s*(?:of\s+)?(?P<name>MONTH_NAME)\.?"
    r"(?:,?\s+(?P<year>[0-9]{4})(?![:.]?\w)(?:\s*(?:г|года)\b\.?)?)?"
)
MONTH_DAY: Final = pattern(
    r"(?P<name>MONTH_NAME)\.?\s*(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?![:.][0-9])(?:,?\s+(?P<year>[0-9]{4}))?"
)
DAY_OF_MONTH: Final = pattern(r"(?P<day>[0-9]{1,2})(?:-?(?:го|е|му)(?:\s+числ[ауо])?|\s+числ[ауо]|st|nd|rd|th)")

_THIS: Final = r"(?P<next>следующ(?:его|ей)\s+|next\s+)?(?:этого\s+|этой\s+|текущ(?:его|ей)\s+|this\s+)?"
#: What may stand after "the end of".
ENDS: Final[dict[Unit, re.Pattern[str]]] = {
    "day": pattern(r"(?:рабочего\s+)?дня|(?:working\s+|business\s+|the\s+)?day|business"),
    "week": pattern(_THIS + r"(?:рабочей\s+)?(?:недели|(?:working\s+)?week)"),
    "month": pattern(_THIS + r"(?:месяца|month)"),
    "year": pattern(_THIS + r"(?:года|year)"),
}
SHORT_ENDS: Final[dict[Unit, re.Pattern[str]]] = {
    "day": pattern("eod|cob"),
    "week": pattern("eow"),
    "month": pattern("eom"),
}
IN_THE_WEEK: Final = pattern(
    r"на\s+(?:(?P<next>следующей)|этой)\s+неделе|(?:(?:on|during)\s+)?(?:(?P<next_en>next)|this)\s+week"
)

TIME: Final = pattern(
    r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2})|-(?P<dashed>00|30)|\s*HOURS\s+(?P<m>[0-9]{1,2})\s*(?:мин(?:ут[ауы]?)?))"
    r"(?:\s*(?P<half>утра|дня|вечера|ночи|[ap]\.?m))?"
)
HOUR_WITH_HALF: Final = pattern(
    r"(?P<hour>[0-9]{1,2})(?:\s*час(?:а|ов|ам)?)?\s*(?P<half>утра|дня|вечера|ночи|[ap]\.?m)"
)
HOUR_NAMED: Final = pattern(r"(?P<hour>[0-9]{1,2})\s*(?:час(?:а|ов|ам|у)?|ч|o'?clock)\.?")
HOUR_BARE: Final = pattern(r"(?P<hour>[0-9]{1,2})(?![:.,/-]?[0-9])")
NOON: Final = pattern("полдень|полудня|полудню|noon|midday")

#: After a date they change what it says, and nobody knows to what.
VAGUE: Final = pattern(
    r"(?:(?:к|до|в|во|after|before|by|until|in\s+the|at)\s+)?"
    r"(?:утр[оау]|утром|днем|вечер(?:а|у|ом)?|ночью|ночи|обед(?:а|у|ом)?|полноч[ьи]|полуночи"
    r"|morning|afternoon|evening|night|midnight|lunch(?:time)?)"
    r"|рабоч\w*|MINUTES|HOURS|DAYS|WEEKS|MONTH_SPANS|(?:этой|следующей)\s+недел[ие]|или|либо|or|and\s+a\s+half|с\s+половиной"
)
