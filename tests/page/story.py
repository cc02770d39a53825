"""What is said in the story that the screenshots tell, in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """Of the bot's questions: a button, or words once the question is there."""

    button: str = ""
    question: str = ""
    words: str = ""


@dataclass(frozen=True)
class Story:
    """staff: the agent and the head. requesters: first name, last name, username.

    What has a default is played in Russian only.
    """

    language: str
    other_language: str
    locale: str
    group: str
    staff: tuple[tuple[str, str], ...]
    requesters: tuple[tuple[str, str, str], ...]
    trouble: str
    filing: tuple[Step, ...]
    photo: str
    answer: str
    ladder: tuple[str, ...] = ()
    taken: str = ""
    stopped: str = ""
    text: str = ""
    text_answer: str = ""
    delivered: str = ""


RUSSIAN = Story(
    language="ru",
    other_language="en",
    locale="ru-RU",
    group="Поддержка «Полоса»",
    staff=(("Иван", "Петров"), ("Ольга", "Кузнецова")),
    requesters=(("Анна", "Смирнова", "anna"), ("Boris", "Novak", "boris")),
    trouble="Не работает интернет, на роутере горит красная лампочка",
    filing=(
        Step(button="Нет интернета"),
        Step(question="По какому адресу", words="Мурманск, ул. Полярная, 7, кв. 15"),
        Step(button="Ничего не открывается"),
        Step(button="Пропустить"),
        Step(button="Отправить"),
    ),
    photo="Фото для примера",
    answer="Здравствуйте, Анна! Вижу обрыв на вашем порту. Мастер будет у вас сегодня до 16:00.",
    ladder=("До срока решения", "Срок решения прошёл"),
    taken="Беру",
    stopped="берёт на себя",
    text="Второй день нет интернета, внук не может учиться",
    text_answer="Мастер приедет завтра с 10 до 12. Иван",
    delivered="доставлено",
)

ENGLISH = Story(
    language="en",
    other_language="ru",
    locale="en-GB",
    group="Polosa support",
    staff=(("Ivan", "Petrov"), ("Olga", "Kuznetsova")),
    requesters=(("Anna", "Smith", "anna"), ("Борис", "Новиков", "boris")),
    trouble="The internet is down, and the router shows a red light",
    filing=(
        Step(button="No internet"),
        Step(question="At what address", words="Murmansk, 7 Polar Street, flat 15"),
        Step(button="Nothing opens"),
        Step(button="Skip"),
        Step(button="Send"),
    ),
    photo="Sample photo",
    answer="Hello Anna! Your line is cut at our switch. A technician will be with you by 4 p.m. today.",
)
