"""Small regulations to talk under; the example of an internet provider is in requester.py."""

from functools import cache

from models.rules.regulation.parsing import Regulation, parse_regulation

_COMMON = """
[organisation]
id = "test"
name = { ru = "Проба", en = "Trial" }
timezone = "Europe/Moscow"
languages = ["ru", "en"]
[edition]
name = "1"
title = { ru = "Регламент", en = "Regulation" }
[calendars.days]
week.mon = ["09:00-18:00"]
week.tue = ["09:00-18:00"]
week.wed = ["09:00-18:00"]
week.thu = ["09:00-18:00"]
week.fri = ["09:00-18:00"]
[calendars.always]
week.mon = ["00:00-24:00"]
week.tue = ["00:00-24:00"]
week.wed = ["00:00-24:00"]
week.thu = ["00:00-24:00"]
week.fri = ["00:00-24:00"]
week.sat = ["00:00-24:00"]
week.sun = ["00:00-24:00"]
[ladders.group]
rungs = [{ after = "0m", to = "group" }]
[ladders.head]
rungs = [{ after = "0m", to = "group" }, { after = "30m", to = "head" }]
[[policies]]
first_response = "1h"
[limits]
max_open_tickets = 3
"""

_KINDS = """
[[kinds]]
id = "fault"
title = { ru = "Нет интернета", en = "No internet" }
[[kinds.fields]]
id = "email"
label = { ru = "Почта", en = "E-mail" }
question = { ru = "Ваша почта?", en = "Your e-mail?" }
type = "email"
[[kinds.fields]]
id = "router"
label = { ru = "Роутер", en = "Router" }
question = { ru = "Чей роутер?", en = "Whose router?" }
type = "choice"
required = false
choices = [{ id = "own", label = { ru = "Свой", en = "My own" } },
  { id = "rented", label = { ru = "В аренде", en = "Rented" } }]
[[kinds]]
id = "bill"
title = { ru = "Счёт и оплата", en = "Bills and payment" }
"""


def _desk(name: str, ru: str, en: str, kinds: str, calendar: str = "days", ladder: str = "head") -> str:
    return f"""
[[desks]]
id = "{name}"
title = {{ ru = "{ru}", en = "{en}" }}
calendar = "{calendar}"
ladder = "{ladder}"
kinds = [{kinds}]
staff_language = "ru"
emergency = {{ ru = "звоните 112", en = "call 112" }}
"""


@cache
def simple() -> Regulation:
    """One desk, one kind, nothing to ask: writing is a request."""
    kinds = '[[kinds]]\nid = "any"\ntitle = { ru = "Вопрос", en = "Question" }\n'
    return parse_regulation(_COMMON + kinds + _desk("help", "Помощь", "Help", '"any"', ladder="group"))


@cache
def two_kinds() -> Regulation:
    """One desk, a kind with two fields and a kind without."""
    return parse_regulation(_COMMON + _KINDS + _desk("help", "Помощь", "Help", '"fault", "bill"'))


@cache
def two_desks() -> Regulation:
    """A desk with two kinds by day and a desk with one kind at any time."""
    desks = _desk("tech", "Техники", "Engineers", '"fault", "bill"')
    return parse_regulation(_COMMON + _KINDS + desks + _desk("money", "Бухгалтерия", "Accounts", '"bill"', "always"))


@cache
def two_desks_of_one_calendar() -> Regulation:
    desks = _desk("tech", "Техники", "Engineers", '"fault", "bill"') + _desk(
        "money", "Бухгалтерия", "Accounts", '"bill"'
    )
    return parse_regulation(_COMMON + _KINDS + desks)


@cache
def one_kind_that_asks() -> Regulation:
    """One desk and one kind, with two fields."""
    kind = _KINDS.partition('[[kinds]]\nid = "bill"')[0]
    return parse_regulation(_COMMON + kind + _desk("help", "Помощь", "Help", '"fault"'))
