"""How single values of the regulation file are read: each refusal says what was found and what is allowed."""

import re
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any, Final, TypeGuard, cast

from pydantic import BeforeValidator, ValidationInfo

from models.rules.sms.phone_numbers import REGIONS
from models.rules.texts.localised import LANGUAGES, Language, Localised, both
from models.rules.texts.problems import NOTHING, as_written, did_you_mean, one_of, refusal
from models.rules.texts.spans import LONGEST, parse_span

_IDENTIFIER = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_ADDRESS = re.compile(r"https?://\S+")
_TEMPLATE = re.compile(r"[a-z0-9_]{1,512}")
_ANY: Final = "*"
_IDENTIFIER_WORDS = both(
    "латинские строчные буквы, цифры, «_» и «-», начиная с буквы, не длиннее 32 знаков",
    'lower-case Latin letters, digits, "_" and "-", a letter first, at most 32',
)


def read_localised(value: object, validation: ValidationInfo) -> Localised:
    """A plain string where one language is declared, else a table with a text for each."""
    if isinstance(value, Localised):
        return value
    languages = cast("tuple[str, ...]", (validation.context or {}).get("languages", ()))
    if isinstance(value, str):
        if len(languages) > 1:
            raise refusal(as_written(value), _a_table_of(languages))
        return Localised({languages[0] if languages else LANGUAGES[0]: _read_words(value)})
    if not isinstance(value, Mapping) or not value:
        raise refusal(as_written(value), _a_table_of(languages))
    return _read_table(cast("Mapping[str, object]", value), languages)


def _read_table(table: Mapping[str, object], languages: tuple[str, ...]) -> Localised:
    for language in table:
        if language not in LANGUAGES:
            raise refusal(as_written(language), one_of(LANGUAGES, language), (language,))
    for language in languages:
        if language not in table:
            raise refusal(
                NOTHING,
                both(
                    f"перевод: в organisation.languages объявлены {', '.join(languages)}",
                    f"a translation: organisation.languages declares {', '.join(languages)}",
                ),
                (language,),
            )
    ordered = [*languages, *(language for language in table if language not in languages)]
    return Localised({language: _read_words(table[language], (language,)) for language in ordered})


def _a_table_of(languages: tuple[str, ...]) -> Localised:
    example = ", ".join(f'{language} = "…"' for language in languages or LANGUAGES)
    return both(f"текст на каждом языке: {{ {example} }}", f"a text in each language: {{ {example} }}")


def _read_words(value: object, tail: tuple[str, ...] = ()) -> str:
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise refusal(as_written(value), both("непустой текст в кавычках", "a text in quotes, not empty"), tail)


def read_languages(value: object) -> tuple[Language, ...]:
    if isinstance(value, list | tuple) and value:
        for language in value:
            if language not in LANGUAGES:
                raise refusal(as_written(language), one_of(LANGUAGES, language))
        if len(set(value)) == len(value):
            return tuple(value)
    raise refusal(
        as_written(value),
        both(
            'список из «ru» и «en» без повторов; первый язык — основной: ["ru", "en"]',
            'a list of "ru" and "en" without repeats, the main one first: ["ru", "en"]',
        ),
    )


def is_identifier(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and _IDENTIFIER.fullmatch(value) is not None


def _read_identifier(value: object) -> str:
    if is_identifier(value):
        return value
    raise refusal(as_written(value), _IDENTIFIER_WORDS)


def _read_selector(value: object) -> str:
    if isinstance(value, str) and (value == _ANY or is_identifier(value)):
        return value
    raise refusal(as_written(value), both("имя из файла или «*» (любой)", 'an id of the file, or "*" for any'))


def _read_span(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    try:
        return parse_span(value if isinstance(value, str) else "")
    except ValueError:
        hours = int(LONGEST.total_seconds() // 3600)
        raise refusal(
            as_written(value),
            both(
                f"рабочее время вида «30m», «4h», «1h30m», «90s», не больше {hours}h (дней нет: сутки задаёт "
                "календарь)",
                f'working time such as "30m", "4h", "1h30m", "90s", at most {hours}h (no days: the calendar '
                "knows how long they are)",
            ),
        ) from None


def _read_nonzero(value: object) -> timedelta:
    span = _read_span(value)
    if not span:
        raise refusal(as_written(value), both("срок больше нуля", "a target above zero"))
    return span


def _read_share(value: object) -> float:
    if isinstance(value, float) and 0 < value < 1:
        return value
    raise refusal(
        as_written(value),
        both("доля срока больше 0 и меньше 1, например 0.75", "a share of the time between 0 and 1: 0.75"),
    )


def _read_address(value: object) -> str:
    if isinstance(value, str) and _ADDRESS.fullmatch(value):
        return value
    raise refusal(as_written(value), both("адрес вида https://…", "an address such as https://…"))


def _read_region(value: object) -> str:
    if isinstance(value, str) and value in REGIONS:
        return value
    allowed = both(
        "код страны по ISO 3166, две заглавные буквы, например RU, BY или KZ",
        "a country by ISO 3166, two capital letters, such as RU, BY or KZ",
    )
    meant = value.upper() if isinstance(value, str) and value.upper() in REGIONS else None
    raise refusal(as_written(value), did_you_mean(allowed, meant))


def _read_template(value: object) -> str:
    if isinstance(value, str) and _TEMPLATE.fullmatch(value):
        return value
    allowed = both(
        "имя шаблона, как в сервисе: латинские строчные буквы, цифры и «_»",
        'the name of a template, as the service has it: lower-case Latin letters, digits and "_"',
    )
    raise refusal(as_written(value), allowed)


def _read_price(value: object) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1000:
        return Decimal(str(value))
    raise refusal(as_written(value), both("цена числом от 0 до 1000: 0.9", "a price as a number from 0 to 1000: 0.9"))


def _read_word(value: Any) -> str:
    return _read_words(value)


Identifier = Annotated[str, BeforeValidator(_read_identifier)]
Selector = Annotated[str, BeforeValidator(_read_selector)]
Span = Annotated[timedelta, BeforeValidator(_read_span)]
Nonzero = Annotated[timedelta, BeforeValidator(_read_nonzero)]
ShareOfTime = Annotated[float, BeforeValidator(_read_share)]
Address = Annotated[str, BeforeValidator(_read_address)]
Region = Annotated[str, BeforeValidator(_read_region)]
Word = Annotated[str, BeforeValidator(_read_word)]
TemplateName = Annotated[str, BeforeValidator(_read_template)]
Price = Annotated[Decimal, BeforeValidator(_read_price)]
