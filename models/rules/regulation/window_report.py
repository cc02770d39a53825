"""What follows where a person can be written to only for so long after they wrote, in words."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from models.rules.delivery.chain import UsedFor
from models.rules.delivery.transports import Transport
from models.rules.texts.localised import Localised, both
from models.rules.texts.spans import span_in_words

if TYPE_CHECKING:
    from models.rules.regulation.schema import Regulation


def window_lines(regulation: "Regulation", known: Iterable[Transport]) -> Iterator[Localised]:
    """known: the transports there are."""
    for traits in known:
        if traits.window is not None and regulation.used_for(traits.name) is not UsedFor.NOBODY:
            spans = {language: span_in_words(traits.window, language, case="accusative") for language in ("ru", "en")}
            yield both(
                f"{traits.title}: написать можно, пока не прошло {spans['ru']} после сообщения абонента",
                f"{traits.title}: a person can be written to for {spans['en']} after their message",
            )
            yield _then(regulation, traits)


def _then(regulation: "Regulation", traits: Transport) -> Localised:
    rules = regulation.transports.get(traits.name)
    if rules is None or rules.leave_template is None:
        return both(
            "  leave_template не задан: потом ответ уходит другим способом; если его нет — ждёт, пока "
            "абонент не напишет",
            "  without leave_template an answer goes by another transport then; where there is none, it stays "
            "until the person writes",
        )
    spans = {one: span_in_words(rules.leave_patience, one, case="accusative") for one in ("ru", "en")}
    return both(
        f"  потом абонента просят разрешить написать (шаблон {rules.leave_template}), и ответ ждёт {spans['ru']}; "
        "без разрешения уходит другим способом",
        f"  then leave is asked for by the template {rules.leave_template}, and an answer waits for {spans['en']}; "
        "without leave it goes by another transport",
    )
