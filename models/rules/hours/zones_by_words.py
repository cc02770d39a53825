"""Which time zone somebody means: a city in Russian or English, «МСК+4», «UTC+7», the IANA name."""

import re
from functools import cache
from types import MappingProxyType
from typing import Final

from babel import Locale

from models.rules.hours.time_zones import zone_names
from models.rules.texts.localised import both

#: The hours of Russia from west to east, each by its best known city: (key of a button, IANA name, city).
RUSSIAN_ZONES: Final = (
    ("kaliningrad", "Europe/Kaliningrad", both("Калининград", "Kaliningrad")),
    ("moscow", "Europe/Moscow", both("Москва", "Moscow")),
    ("samara", "Europe/Samara", both("Самара", "Samara")),
    ("yekaterinburg", "Asia/Yekaterinburg", both("Екатеринбург", "Yekaterinburg")),
    ("omsk", "Asia/Omsk", both("Омск", "Omsk")),
    ("krasnoyarsk", "Asia/Krasnoyarsk", both("Красноярск", "Krasnoyarsk")),
    ("irkutsk", "Asia/Irkutsk", both("Иркутск", "Irkutsk")),
    ("yakutsk", "Asia/Yakutsk", both("Якутск", "Yakutsk")),
    ("vladivostok", "Asia/Vladivostok", both("Владивосток", "Vladivostok")),
    ("magadan", "Asia/Magadan", both("Магадан", "Magadan")),
    ("kamchatka", "Asia/Kamchatka", both("Камчатка", "Kamchatka")),
)
_KALININGRAD_IS: Final = -1  # hours from Moscow
_MOSCOW_IS: Final = 3  # hours from UTC
_OFFSET: Final = re.compile(r"(мск|msk|utc|gmt)?([+-])(\d{1,2})(?::?(\d{2}))?")
_HALF_HOURS: Final = MappingProxyType(
    {
        (-3, 30): "America/St_Johns",
        (3, 30): "Asia/Tehran",
        (4, 30): "Asia/Kabul",
        (5, 30): "Asia/Kolkata",
        (5, 45): "Asia/Kathmandu",
        (6, 30): "Asia/Yangon",
        (9, 30): "Australia/Darwin",
    }
)
#: Large cities of Russia that give no zone its name, and short names that people use.
_CITIES: Final = MappingProxyType(
    {
        "Europe/Moscow": "санкт-петербург петербург питер спб казань нижний-новгород воронеж ростов-на-дону ростов"
        " краснодар сочи ярославль рязань тула пенза липецк тверь брянск курск белгород тамбов смоленск калуга"
        " владимир иваново кострома вологда мурманск архангельск сыктывкар петрозаводск чебоксары саранск йошкар-ола"
        " махачкала грозный владикавказ нальчик ставрополь минск мск st-petersburg saint-petersburg kazan sochi",
        "Europe/Samara": "ижевск тольятти",
        "Asia/Yekaterinburg": "екб челябинск уфа пермь тюмень оренбург курган магнитогорск сургут нижневартовск"
        " ханты-мансийск салехард нижний-тагил ufa perm chelyabinsk tyumen",
        "Asia/Novosibirsk": "нск",
        "Asia/Novokuznetsk": "кемерово",
        "Asia/Krasnoyarsk": "абакан кызыл норильск",
        "Asia/Irkutsk": "улан-удэ братск",
        "Asia/Yakutsk": "благовещенск",
        "Asia/Vladivostok": "хабаровск комсомольск-на-амуре биробиджан уссурийск khabarovsk",
        "Asia/Sakhalin": "южно-сахалинск",
        "Asia/Kamchatka": "петропавловск-камчатский",
        "Asia/Almaty": "астана",
    }
)


def zone_in(text: str) -> str | None:
    """The IANA name that the whole text means; None if it is no place or offset that we know."""
    said = text.strip().casefold().replace("ё", "е").replace("−", "-").replace("–", "-")
    if len(said) > 40:
        return None
    by_name = _by_name()
    if (found := _OFFSET.fullmatch(said.replace(" ", ""))) is not None:
        return _by_offset(found)
    said = re.sub(r"[\s_]+", "-", said.strip(" .,!"))
    said = re.sub(r"^(?:г\.-?|город-)", "", said)
    return by_name.get(said)


def _by_offset(found: re.Match[str]) -> str | None:
    hours, minutes = int(found[3]) * (-1 if found[2] == "-" else 1), int(found[4] or 0)
    if found[1] in ("мск", "msk"):
        hours += _MOSCOW_IS
    if minutes:
        return _HALF_HOURS.get((hours, minutes))
    of_russia = hours - _MOSCOW_IS - _KALININGRAD_IS
    if 0 <= of_russia < len(RUSSIAN_ZONES):
        return RUSSIAN_ZONES[of_russia][1]
    name = f"Etc/GMT{-hours:+d}"  # named the other way round
    return name if name in zone_names() else None


@cache
def _by_name() -> dict[str, str]:
    """By IANA name, by its city, and by the city's name in both languages."""
    known: dict[str, str] = {}
    for language in ("en", "ru"):
        for zone, names in Locale(language).time_zones.items():
            if zone in zone_names() and "city" in names:
                known[_plain(str(names["city"]))] = zone
    for zone in zone_names():
        known.setdefault(_plain(zone.rpartition("/")[2]), zone)
        known[_plain(zone)] = zone
    for zone, cities in _CITIES.items():
        known |= dict.fromkeys(cities.split(), zone)
    return known


def _plain(name: str) -> str:
    return re.sub(r"[\s_]+", "-", name.casefold().replace("ё", "е"))
