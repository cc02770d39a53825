"""What is said in the story of tests/page/whatsapp_story.py, in both languages."""

from dataclasses import dataclass

from tests.page.story import ENGLISH, RUSSIAN, Story


@dataclass(frozen=True)
class WhatsAppWords:
    """chatter: who writes by WhatsApp. picks: of the questions there, in order; the first of each is what is waited
    for, the second a button or a row, or words when it begins with a colon.
    """

    base: Story
    chatter: str
    picks: tuple[tuple[str, str], ...]
    accepted: str
    again: str
    reminder: str
    write_now: str
    late: str
    wish: str
    yes: str
    captions: tuple[str, str, str, str]
    hide: str


RU = WhatsAppWords(
    base=RUSSIAN,
    chatter="Вера Соколова",
    picks=(
        ("Выберите тему", "Нет интернета"),
        ("По какому адресу", ":Мурманск, ул. Полярная, 9, кв. 3"),
        ("Что именно не работает", "Ничего не открывается"),
        ("По какому номеру", "Пропустить"),
        ("Проверьте", "Отправить"),
    ),
    accepted="принята",
    again="Спасибо. А когда точно придёт мастер?",
    reminder="скоро закроется",
    write_now="Написать сейчас",
    late="Мастер будет у вас завтра с 10 до 12. Подойдёт?",
    wish="По вашей заявке есть ответ. Можно его прислать?",
    yes="Да",
    captions=("Telegram", "WhatsApp", "SMS", "Группа сотрудников"),
    hide="Скрыть",
)

EN = WhatsAppWords(
    base=ENGLISH,
    chatter="Vera Falk",
    picks=(
        ("Choose a topic", "No internet"),
        ("At what address", ":Murmansk, 9 Polar Street, flat 3"),
        ("What exactly does not work", "Nothing opens"),
        ("What number", "Skip"),
        ("check", "Send"),
    ),
    accepted="accepted",
    again="Thank you. And when exactly will the technician come?",
    reminder="soon closes",
    write_now="Write now",
    late="The technician can come tomorrow between 10 and 12. Does that suit you?",
    wish="There is an answer to your request. May we send it?",
    yes="Yes",
    captions=("Telegram", "WhatsApp", "SMS", "The staff group"),
    hide="Hide",
)
