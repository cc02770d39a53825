"""What is wrong with the rules of transports, and what follows from them, in words."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from models.rules.delivery.chain import UsedFor
from models.rules.delivery.states import DeliveryState
from models.rules.delivery.transports import SHIPPED, Transport
from models.rules.texts.localised import Localised, both
from models.rules.texts.problems import NOTHING, Problem, as_written, one_of
from models.rules.texts.spans import span_in_words

if TYPE_CHECKING:
    from models.rules.regulation.schema import Regulation

_CARRIES: Final = (UsedFor.ALL, UsedFor.LEGAL_ENTITIES)
_USES: Final = {
    UsedFor.LEGAL_ENTITIES: both("только юридическим лицам", "to legal entities only"),
    UsedFor.ONLY_NOTICE: both("только уведомление, что есть сообщение", "only the notice that there is a message"),
    UsedFor.NOBODY: both("никому", "to nobody"),
}


def delivery_problems(regulation: "Regulation") -> Iterator[Problem]:
    for name, rules in regulation.transports.items():
        path = f"transports.{name}"
        if name not in SHIPPED:
            yield Problem(path, as_written(name), one_of(tuple(SHIPPED), name))
        if rules.use is UsedFor.ONLY_NOTICE and rules.read_at is None:
            allowed = both(
                "где прочитать сообщение: used_for = «only_notice»", 'where it is read: used_for = "only_notice"'
            )
            yield Problem(f"{path}.read_at", NOTHING, allowed)
    if not any(regulation.used_for(name) in _CARRIES for name in SHIPPED):
        allowed = both(
            "хотя бы один способ связи, которым можно отвечать: «all» или «legal_entities»",
            'a transport at least that may carry an answer: "all" or "legal_entities"',
        )
        yield Problem("transports", both("ни одного", "none"), allowed)


def delivery_lines(regulation: "Regulation", language: str) -> Iterator[str]:
    rules = regulation.delivery
    yield both("Как доходят сообщения", "How messages arrive").in_(language)
    for what, proof, patience in (
        (both("ответ агента", "an agent's answer"), rules.answers_proof, rules.answers_patience),
        (both("сообщение о заявке", "news of a request"), rules.news_proof, rules.news_patience),
    ):
        span = span_in_words(patience, language, case="accusative")
        wanted = _proof_in_words(proof)
        yield both(
            f"  {what.in_('ru')}: если за {span} нет {wanted.in_('ru')}, идёт следующим способом человека",
            f"  {what.in_('en')}: without {wanted.in_('en')} in {span} it goes by the person's next transport",
        ).in_(language)
    for traits in SHIPPED.values():
        yield from _transport_lines(regulation, traits, language)


def _proof_in_words(proof: str) -> Localised:
    if proof == "sent":
        return both("подтверждения сервиса, что он принял сообщение", "the service's word that it took it")
    services = ", ".join(one.title for one in SHIPPED.values() if DeliveryState.DELIVERED in one.receipts)
    return both(
        f"подтверждения доставки (его даёт {services}; у остальных — что сервис принял сообщение)",
        f"a word of arrival ({services} gives one; of the others, that the service took it)",
    )


def _transport_lines(regulation: "Regulation", traits: Transport, language: str) -> Iterator[str]:
    use = regulation.used_for(traits.name)
    if use is UsedFor.ALL:
        return
    yield f"  {traits.title}: {_USES[use].in_(language)}"
    others = [one.title for one in SHIPPED.values() if regulation.used_for(one.name) is UsedFor.ALL]
    if others:
        named = ", ".join(others)
        follows = both(
            f"остальным ответ уходит иначе ({named}); у кого этого нет, тому он не уходит, и агент видит причину",
            f"everybody else is answered by {named}; who has none is not answered, and the agent is told why",
        )
    else:
        follows = both(
            "остальным ответить нечем: ответ не уходит, и агент видит причину",
            "nobody else can be answered: the answer stays, and the agent is told why",
        )
    yield f"    {follows.in_(language)}"
