"""A head looks after the request of a colleague; a third one learns nothing; then the right is taken away."""

from tests.journeys.people import Requester, Topic
from tests.journeys.world import World


def comes_in(world: World, someone: Requester) -> None:
    """By a link of the administrator, to speak for contract 77."""
    link = world.otklik.cli("invitations", "new", "77")
    someone.writes(f"/start {link.partition('?start=')[2]}")
    someone.sees("теперь мы знаем, кто вы")
    world.settles()


def learns_nothing(someone: Requester, topic: Topic) -> None:
    someone.writes(f"/status {topic.number}")
    someone.sees(f"Среди ваших заявок нет №{topic.number}.")
    someone.writes("/my")
    someone.sees("У вас нет открытых заявок", without=("принтер",))


def test_a_colleague_with_the_right_helps_and_one_without_sees_nothing(world: World) -> None:
    world.otklik.cli("contracts", "add", "77")
    anna, boris, vera = world.requester("Анна"), world.requester("Борис"), world.requester("Вера")
    for one in (anna, boris, vera):
        comes_in(world, one)
    for one in (anna, boris, vera):
        one.chat.reads_all()  # who came in besides them
    ivan = world.agent("Иван")

    anna.writes("Не печатает принтер")
    topic = anna.topic()
    anna.sees("принята", without=("видят",))
    world.otklik.cli("contracts", "change", "77", "--person", boris.name, "--sees", "all")
    anna.sees("Заявки договора №77, в том числе ваши", f"№{topic.number}", f"теперь видят: {boris.name}")

    boris.writes("/my")
    boris.sees("Заявки других, которые вы видите", f"№{topic.number} · Не печатает принтер", f"Чья: {anna.name}")
    boris.writes(f"/status {topic.number}")
    boris.sees("Не печатает принтер", f"Чья: {anna.name}, договор №77")
    boris.presses(f"Написать в №{topic.number}")
    boris.sees("Напишите, что передать", anna.name)
    boris.writes("Картридж лежит у меня")
    topic.sees(f"В заявку пишет {boris.name}", "видит все заявки договора", f"{anna.name} этих слов не видит")
    words = topic.sees(f"{boris.name}:", "Картридж лежит у меня")

    ivan.answers(topic, "Отдайте его курьеру, он будет в три", reply_to_message_id=words["message_id"])
    anna.sees("Отдайте его курьеру", without=("Картридж",))
    boris.sees(f"Ответ по заявке №{topic.number} ({anna.name})", "Отдайте его курьеру")
    topic.sees("Ответ отправлен автору заявки, его получит и", boris.name)

    boris.writes(f"/status {topic.number}")
    boris.sees("Не печатает принтер", "В работе")
    learns_nothing(vera, topic)

    world.otklik.cli("contracts", "change", "77", "--person", boris.name, "--sees", "own")
    popped = boris.presses(f"Написать в №{topic.number}")
    assert popped.startswith("Этот вариант уже не действует")
    boris.writes(f"/status {topic.number}")
    boris.sees(f"Среди ваших заявок нет №{topic.number}.")
    world.expects_nothing(topic)
