"""What the dialogues are held under: more kinds than a list has rows, labels longer than a title, all questions."""

from tests.journeys.regulations import RUSSIAN

_KEYS = (
    ("outage", "Не работает интернет в квартире", "The internet is down at home"),
    ("slow", "Не работает интернет в подъезде", "The internet is down in the house"),
    ("question", "Вопрос", "Question"),
    ("bill", "Счёт", "Bill"),
    ("wish", "Пожелание", "Wish"),
    ("phone", "Телефония", "Telephony"),
    ("mail", "Почта", "Mail"),
    ("site", "Сайт", "Website"),
    ("router", "Настройка роутера", "Router set-up"),
    ("tariff", "Смена тарифа", "Change of tariff"),
    ("papers", "Документы", "Documents"),
    ("visit", "Вызов мастера", "A visit"),
)
#: Of all kinds, as phones read them.
TITLES = (*(f"{ru} / {en}" for _, ru, en in _KEYS), "Переезд / Move")
#: Twelve answers, two of which begin alike.
TARIFFS = (("Дом 100", "Home 100"), *((f"Офис {n}", f"Office {n}") for n in range(1, 10)),
           ("Корпоративный для филиалов", "Corporate for branches"),
           ("Корпоративный для складов", "Corporate for warehouses"))  # fmt: skip
_FIELDS = f"""
[[kinds.fields]]
id = "place"
label = {{ ru = "Адрес", en = "Address" }}
question = {{ ru = "Где не работает?", en = "Where is it down?" }}
[[kinds.fields]]
id = "tariff"
label = {{ ru = "Тариф", en = "Tariff" }}
question = {{ ru = "Какой у вас тариф?", en = "Which tariff do you have?" }}
type = "choice"
choices = [{
    ", ".join(
        f'{{ id = "t{number}", label = {{ ru = "{ru}", en = "{en}" }} }}' for number, (ru, en) in enumerate(TARIFFS)
    )
}]
[[kinds.fields]]
id = "call"
label = {{ ru = "Телефон", en = "Phone" }}
question = {{ ru = "По какому номеру позвонить?", en = "Which number may we call?" }}
type = "phone"
required = false
"""


def _kind(key: str, ru: str, en: str, more: str = "") -> str:
    return f'\n[[kinds]]\nid = "{key}"\ntitle = {{ ru = "{ru}", en = "{en}" }}\n{more}'


_KINDS = (
    _kind("outage", *_KEYS[0][1:], _FIELDS)
    + "".join(_kind(*title) for title in _KEYS[1:])
    + _kind("move", "Переезд", "Move", 'demands = "contract"\n')
)
_ONE = RUSSIAN[RUSSIAN.index("\n[[kinds]]") : RUSSIAN.index("\n[[desks]]")]
_MORE = """
[sms]
max_parts = 20
[identification]
question = { ru = "Скажите, кто вы.", en = "Tell us who you are." }
[reach]
duty = { ru = "Абонент держит один способ связи рабочим.", en = "Keep one of them working." }
recheck_days = 180
[reach.consent]
personal = { ru = "Согласен на обработку имени и телефона.", en = "I agree that my name and phone are kept." }
"""
DIALOGUES = (
    RUSSIAN.replace(_ONE, _KINDS)
    .replace("max_open_tickets = 3", "max_open_tickets = 15")
    .replace("messages_per_minute = 12", "messages_per_minute = 60")
    + _MORE
)
