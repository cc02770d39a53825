"""What people and staff do in a few moments of a busy office, one thing after the other."""

from collections.abc import Callable
from random import Random

from tests.actions.busy_office import BusyOffice
from tests.actions.office import at


def answers_and_words(office: BusyOffice) -> None:
    for who, ticket_id in zip(office.people, office.tickets, strict=True):
        office.asks(who, "Ну что?")
        office.answers_in(ticket_id, "Едем")
        office.asks(who, "Жду")
        office.answers_in(ticket_id, "Уже близко")


def more_than_words(office: BusyOffice) -> None:
    one, two, three = office.tickets
    said = office.answers_in(one, "Едем")
    office.stores({"edited_message": {**said, "text": "Едем к вам", "edit_date": said["date"]}})
    office.answers_in(two, "Смотрим")
    office.answers_in(two, "// это заметка")
    office.answers_in(two, "/take")
    office.answers_in(three, "Готово?")
    office.asks(office.people[2], "Спасибо")
    office.asks(office.people[2], "статус")
    office.answers_in(two, "/wait")
    office.asks(office.people[1], "Вот ответ")
    office.answers_in(one, "/close")
    office.asks(office.people[0], "Не помогло")
    office.answers_in(one, "И я отвечу", who="Пётр")
    office.asks(office.people[1], "почему")


def of_a_stranger(office: BusyOffice) -> None:
    office.answers_in(office.tickets[0], "Едем")
    stranger = {"id": 990, "is_bot": False, "first_name": "Зоя", "language_code": "ru"}
    said = {"chat": {"id": 990, "type": "private"}, "from": stranger, "date": int(at().real.timestamp())}
    office.stores({"message": {**said, "message_id": 1, "text": "Не работает телефон"}})
    office.answers_in(office.tickets[1], "Тоже едем")


def above_the_limit(office: BusyOffice) -> None:
    office.answers_in(office.tickets[0], "Едем")
    for number in range(40):
        office.asks(office.people[0], f"Ещё {number}")
    office.answers_in(office.tickets[0], "Вижу")


def corrections(office: BusyOffice) -> None:
    anna, boris, _ = office.people
    first = office.asks(anna, "Не работет")
    office.asks(boris, "И у меня")
    office.mends(anna, first, "Не работает")
    office.asks(anna, "Совсем")
    office.answers_in(office.tickets[0], "Чиним")
    office.mends(anna, first, "Не работает ничего")


def over_and_again(office: BusyOffice) -> None:
    """Closed by one message, written to by the next; and by its agent."""
    (anna, boris, vera), (one, two, three) = office.people, office.tickets
    office.answers_in(one, "Готово")
    office.answers_in(two, "/close")
    office.asks(vera, "Жду")
    office.chooses(boris, f"solved:{two}")
    office.asks(boris, "Хотя нет, не работает")
    office.answers_in(two, "Что именно?")
    office.asks(anna, "Спасибо")
    office.answers_in(three, "/close")
    office.answers_in(three, "Забыл спросить")
    office.asks(vera, "Ещё не всё")
    office.answers_in(one, f"/merge {office.view(two).number}")
    office.asks(anna, "А мне?")
    office.answers_in(one, "Вам тоже")


def with_two_tickets(office: BusyOffice) -> None:
    """What is said in one of them names it, until it is the only one."""
    anna, (one, two, _) = office.people[0], office.tickets
    other = office.shows(anna)
    office.answers_in(one, "Едем")
    office.answers_in(two, "Едем и к вам")
    office.answers_in(other, "Ждите", who="Пётр")
    office.chooses(anna, f"close:{other}")
    office.answers_in(one, "Подъезжаем", who="Пётр")
    office.answers_in(one, "Мы у двери")
    office.asks(anna, "Открываю")


def strangers_among_others(office: BusyOffice) -> None:
    for number, who in enumerate(office.people):
        office.says_first(990 + number, "Зоя", "Не работает телефон")
        office.asks(who, "И у меня")
        office.says_first(990 + number, "Зоя", "Совсем не работает")
        office.answers_in(office.tickets[number], "Смотрим")
    office.says_first(991, "Зоя", "Алло")


def limits_reached(office: BusyOffice) -> None:
    for number in range(15):
        for who in office.people[: 2 + number % 2]:
            office.asks(who, f"Ещё {number}")
    office.asks(office.people[2], "Я молчал")


def at_random(seed: int) -> Callable[[BusyOffice], None]:
    """Whatever people and staff may do, in an order that nobody thought of."""

    def happens(office: BusyOffice) -> None:
        random = Random(seed)
        said = {who.address: 1 for who in office.people}
        for number in range(35):
            who, ticket_id = random.choice(office.people), random.choice(office.tickets)
            agent_ = random.choice(["Иван", "Пётр"])
            acts: list[Callable[[], object]] = [
                lambda who=who, n=number: said.update({who.address: office.asks(who, f"Слова {n}")}),  # type: ignore[misc]
                lambda t=ticket_id, n=number, a=agent_: office.answers_in(t, f"Ответ {n}", a),  # type: ignore[misc]
                lambda who=who: office.asks(who, random.choice(["Спасибо", "статус", "почему", "1"])),  # type: ignore[misc]
                lambda who=who, n=number: office.mends(who, said[who.address], f"Иначе {n}"),  # type: ignore[misc]
                lambda t=ticket_id, a=agent_: office.answers_in(t, random.choice(_ORDERS), a),  # type: ignore[misc]
                lambda who=who, t=ticket_id: office.chooses(who, f"{random.choice(_CHOICES)}:{t}"),  # type: ignore[misc]
                lambda n=number: office.says_first(990 + n % 3, "Зоя", f"Не работает {n}"),  # type: ignore[misc]
            ]
            random.choices(acts, [5, 5, 1, 1, 1, 1, 1])[0]()

    return happens


_ORDERS = ("/close", "/wait", "// заметка", "/take", "/reopen", "/severity critical", "/merge 1 2", "/block")
_CHOICES = ("solved", "unsolved", "close", "reopen", "why")
SCENES = [
    answers_and_words,
    more_than_words,
    of_a_stranger,
    above_the_limit,
    corrections,
    over_and_again,
    with_two_tickets,
    strangers_among_others,
    limits_reached,
    *map(at_random, range(4)),
]
