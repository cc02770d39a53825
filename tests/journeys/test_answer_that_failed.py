"""An answer that certainly never arrived is no answer (REQUIREMENTS E2)."""

from tests.journeys.world import World


def test_an_answer_to_somebody_who_blocked_the_bot_lets_the_first_response_run_on(clockwork: World) -> None:
    anna, ivan = clockwork.requester(), clockwork.agent("Иван")
    anna.writes("Не работает звонок")
    topic = anna.topic()
    anna.sees("принята")
    clockwork.telegram.blocks(anna.person)
    topic.sees("заблокировал бота")
    ivan.answers(topic, "Мастер выехал")
    topic.sees("заблокировал бота")
    clockwork.forward("61m")
    topic.sees("Срок первого ответа прошёл")


def test_an_answer_that_arrived_counts_whatever_fails_after_it(clockwork: World) -> None:
    anna, ivan = clockwork.requester(), clockwork.agent("Иван")
    anna.writes("Не работает насос")
    topic = anna.topic()
    anna.sees("принята")
    ivan.answers(topic, "Мастер выехал")
    anna.sees("Мастер выехал")
    clockwork.telegram.blocks(anna.person)
    topic.sees("заблокировал бота")
    ivan.answers(topic, "Мастер приехал")
    topic.sees("заблокировал бота")
    topic.reads_all()
    clockwork.forward("61m")
    clockwork.expects_nothing(topic)


def test_a_correction_of_an_answer_that_never_arrived_says_that_it_has_to_be_sent_anew(clockwork: World) -> None:
    """Nobody refused the correction: there is nothing that could be corrected, though the requester is back."""
    anna, ivan = clockwork.requester(), clockwork.agent("Иван")
    anna.writes("Не работает лифт")
    topic = anna.topic()
    anna.sees("принята")
    clockwork.telegram.blocks(anna.person)
    topic.sees("заблокировал бота")
    written = ivan.answers(topic, "Мастер вышел")
    topic.sees("заблокировал бота")
    clockwork.telegram.unblocks(anna.person)
    topic.sees("снова на связи")
    ivan.edits(written, "Мастер выехал")
    topic.sees("Правка не дошла", "отправьте его заново", without=("Telegram отказал", "never appeared"))
