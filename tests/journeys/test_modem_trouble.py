"""A modem that is pulled out: the group reads it, so does the topic whose SMS waits, and then that it works again."""

import pytest

from tests.journeys.world import World

_A_MINUTE = 60.0


@pytest.mark.slow
def test_staff_read_that_the_modem_is_gone_what_waits_and_that_it_works_again(reception: World) -> None:
    galya, ivan = reception.phone(), reception.agent("Иван")
    galya.texts("Не работает домофон")
    topic = galya.topic()
    galya.gets("принята")
    reception.settles()  # or what the modem says of the confirmation is lost with the cable
    group = reception.general
    galya.modem.pulls_cable()
    try:
        ivan.answers(topic, "Мастер будет в 18:00")
        group.sees("нет на месте", "SMS и звонки", "Вставьте модем", seconds=2 * _A_MINUTE)
        topic.sees("ещё не ушло: модем отключён", "Уйдёт само", seconds=2 * _A_MINUTE)
    finally:
        galya.modem.puts_cable_back()
    galya.gets("Мастер будет в 18:00", seconds=_A_MINUTE)
    group.sees("снова работает", seconds=2 * _A_MINUTE)
    reception.expects_nothing(topic)
