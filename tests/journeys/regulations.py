"""Regulations made for journeys: open around the clock, so that a journey may start at any hour.

Ivan and Pyotr are on duty in turn; nobody of the staff has enrolled unless a journey says so.
"""

_COMMON = """
[organisation]
id = "kruglosutochno"
name = {{ ru = "Круглосуточно", en = "Round the clock" }}
timezone = "Europe/Moscow"
languages = ["{first}", "{second}"]

[edition]
name = "1"
title = {{ ru = "Регламент поддержки", en = "Support regulation" }}

[edition.rules]
ru = "1. Отвечаем за час."
en = "1. We answer within an hour."

[calendars.always]
week.mon = ["00:00-24:00"]
week.tue = ["00:00-24:00"]
week.wed = ["00:00-24:00"]
week.thu = ["00:00-24:00"]
week.fri = ["00:00-24:00"]
week.sat = ["00:00-24:00"]
week.sun = ["00:00-24:00"]

[ladders.main]
rungs = [{{ after = "0m", to = "group" }}, {{ after = "15m", to = "head" }}, {{ after = "30m", to = "head" }}]

[[staff]]
id = "ivan"
name = "Иван Петров"
phone = "+79161234567"

[[staff]]
id = "petr"
name = "Пётр Орлов"

[[staff]]
id = "anna"
name = "Анна Ли"

[duty.week]
since = 2026-11-09
members = ["ivan", "petr"]
changes = "mon 09:00"

[[kinds]]
id = "question"
title = {{ ru = "Вопрос", en = "Question" }}

[[desks]]
id = "support"
title = {{ ru = "Поддержка", en = "Support" }}
calendar = "always"
ladder = "main"
duty = "week"
staff_language = "{first}"

[[policies]]
first_response = "1h"
resolution = "8h"
warn_at = [0.75]

[closing]
silence_working_days = 3
remind_before_working_days = 1
reopen_days = 14

[limits]
max_open_tickets = 3
messages_per_minute = 12
"""

#: From the first of the staff to the end of the roster.
PEOPLE = _COMMON[_COMMON.index("[[staff]]") : _COMMON.index("[[kinds]]")]
#: One desk, one kind, nothing to ask: the first message opens a ticket. Staff speak Russian.
RUSSIAN = _COMMON.format(first="ru", second="en")
#: The same, but the staff speak English.
ENGLISH = _COMMON.format(first="en", second="ru")


def as_organisation(organisation: str, name: str = "Другая") -> str:
    """`RUSSIAN`, as the regulation of another organisation."""
    text = RUSSIAN.replace('id = "kruglosutochno"', f'id = "{organisation}"')
    return text.replace('ru = "Круглосуточно"', f'ru = "{name}"')
