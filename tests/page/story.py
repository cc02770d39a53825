"""What is said in the story that the screenshots tell, in both languages."""

from dataclasses import dataclass

from tests.installation import Cast


@dataclass(frozen=True)
class Step:
    """Of the bot's questions: a button, or words once the question is there."""

    button: str = ""
    question: str = ""
    words: str = ""


@dataclass(frozen=True)
class Story:
    """surnames: of the agent and the head. requesters: first name, last name, username."""

    language: str
    other_language: str
    locale: str
    cast: Cast
    surnames: tuple[str, str]
    requesters: tuple[tuple[str, str, str], ...]
    trouble: str
    filing: tuple[Step, ...]
    photo: str
    answer: str
    ladder: tuple[str, ...]
    taken: str
    stopped: str
    text: str
    text_answer: str
    delivered: str

    @property
    def staff(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """The agent and the head: first name, last name."""
        return (self.cast.agent, self.surnames[0]), (self.cast.head, self.surnames[1])


RUSSIAN = Story(
    language="ru",
    other_language="en",
    locale="ru-RU",
    cast=Cast(group="Поддержка «Полоса»"),
    surnames=("Петров", "Кузнецова"),
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
    cast=Cast(agent="Ivan", head="Olga", group="Polosa support", bot="Otklik"),
    surnames=("Petrov", "Kuznetsova"),
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
    ladder=("The solution is due in", "The solution is overdue"),
    taken="Taken",
    stopped="has taken it",
    text="No internet for two days, my grandson cannot study",
    text_answer="A technician comes tomorrow between 10 and 12. Ivan",
    delivered="delivered",
)
