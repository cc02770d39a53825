"""What follows from the rules of transports, in words: whom answers reach and how, and who is left without."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from models.rules.delivery.chain import Category, Proof, UsedFor, proof_at
from models.rules.delivery.states import DeliveryState
from models.rules.delivery.transports import SHIPPED, Transport
from models.rules.regulation.reach_counts import ReachCount, carries
from models.rules.regulation.window_report import window_lines
from models.rules.texts.localised import Localised, both
from models.rules.texts.spans import span_in_words

if TYPE_CHECKING:
    from models.rules.regulation.schema import Regulation

_USES: Final = {
    UsedFor.LEGAL_ENTITIES: both("только юридическим лицам", "to legal entities only"),
    UsedFor.ONLY_NOTICE: both("только уведомление, что есть сообщение", "only the notice that there is a message"),
    UsedFor.NOBODY: both("никому", "to nobody"),
}
_CATEGORIES: Final = {
    Category.ANSWERS: both("ответ сотрудника", "an agent's answer"),
    Category.NEWS: both("сообщение бота о заявке", "news of a request"),
}
_LEGAL: Final = both("юридическим лицам", "to legal entities")
_OTHERS: Final = both("физическим лицам и тем, у кого нет договора", "to persons and to whoever has no contract")
_PROOFS: Final = {
    Proof.SENT: both("достаточно, что сервис принял", "that the service took it is enough"),
    Proof.DELIVERED: both("нужен отчёт о доставке", "a report of delivery is wanted"),
}
_NOTICE: Final = both("только уведомление", "the notice only")


def delivery_lines(regulation: "Regulation", language: str) -> Iterator[str]:
    yield both("Как доходят сообщения", "How messages arrive").in_(language)
    yield both(
        "  Сначала туда, откуда человек писал последним, потом другими его способами связи, в его порядке",
        "  First where the person last wrote, then by their other transports, in their own order",
    ).in_(language)
    for category in _CATEGORIES:
        yield from (f"  {line.in_(language)}" for line in _chains(regulation, category))
        span = span_in_words(regulation.delivery.patience_of(category), language, case="accusative")
        yield both(
            f"    не подтвердилось за {span} — отправляется следующим способом",
            f"    unproved after {span}, it goes by the next one",
        ).in_(language)
    restricted = [one for one in SHIPPED.values() if regulation.used_for(one.name) is not UsedFor.ALL]
    for traits in restricted:
        yield from (f"  {line.in_(language)}" for line in _rule(regulation, traits))
    if restricted:
        yield both(
            "  На то, что человек пишет сам, бот отвечает там же: вопросы, подтверждения и коды правил не ждут",
            "  What somebody writes is answered by the bot where it was written: questions, confirmations and codes "
            "are not held back",
        ).in_(language)
    yield from (f"  {line.in_(language)}" for line in window_lines(regulation, SHIPPED.values()))
    for warning in delivery_warnings(regulation):
        yield f"  ! {warning.in_(language)}"


def delivery_warnings(regulation: "Regulation") -> Iterator[Localised]:
    """Whom no answer can reach, and where the proof that is demanded can't come."""
    for legal, whom in ((True, _LEGAL), (False, _OTHERS)):
        full = [one for one in SHIPPED.values() if carries(regulation.used_for(one.name), legal=legal)]
        if not full:
            yield _nothing_carries(regulation, whom)
            continue
        for category, what in _CATEGORIES.items():
            wanted = regulation.delivery.proof_of(category)
            if wanted is Proof.DELIVERED and not any(DeliveryState.DELIVERED in one.receipts for one in full):
                yield both(
                    f"{what.in_('ru').capitalize()} {whom.in_('ru')}: отчёта о доставке здесь никто не даёт, "
                    "доказательством будет то, что сервис принял",
                    f"{what.in_('en').capitalize()} {whom.in_('en')}: no transport reports a delivery here, "
                    "that the service took it has to do",
                )


def _nothing_carries(regulation: "Regulation", whom: Localised) -> Localised:
    comma = "," if whom is _OTHERS else ""  # closes «тем, у кого нет договора»
    if any(regulation.used_for(name) is UsedFor.ONLY_NOTICE for name in SHIPPED):
        return both(
            f"Слова ответа {whom.in_('ru')}{comma} не уходят ничем: только уведомление, что есть сообщение",
            f"Nothing carries the words of an answer {whom.in_('en')}: only the notice that there is a message",
        )
    return both(
        f"Ответить {whom.in_('ru')}{comma} нечем: ответ не уходит, сотрудник видит почему",
        f"Nothing carries an answer {whom.in_('en')}: it stays, and the agent is told why",
    )


def counted_lines(count: ReachCount, language: str) -> Iterator[str]:
    """The same held against those who are in the database; nothing where nobody is."""
    if not count.persons:
        return
    yield ""
    yield both(
        f"Контактных лиц по договорам: {count.persons}. Слова ответа не дойдут: {count.unreached}",
        f"Contact persons of contracts: {count.persons}. No words of an answer reach: {count.unreached}",
    ).in_(language)
    yield both(
        f"  из них без рабочего способа связи: {count.without_address}",
        f"  of them without a working transport: {count.without_address}",
    ).in_(language)
    yield both(
        f"  только один способ, запасного нет: {count.only_one}",
        f"  one transport only, and none to fall back on: {count.only_one}",
    ).in_(language)
    for name, persons in sorted(count.left_by.items()):
        title = SHIPPED[name].title if name in SHIPPED else name
        yield both(
            f"  ! Из-за правила для {title} ответ не дойдёт, а другого способа нет: {persons}",
            f"  ! Kept from answers by the rule of {title}, with no other transport: {persons}",
        ).in_(language)


def _chains(regulation: "Regulation", category: Category) -> Iterator[Localised]:
    """One line where the kind of client makes no difference."""
    what = _CATEGORIES[category]
    to_legal, to_others = (_chain(regulation, category, legal=legal) for legal in (True, False))
    if to_legal == to_others:
        yield both(f"{what.in_('ru')}: {to_legal.in_('ru')}", f"{what.in_('en')}: {to_legal.in_('en')}")
        return
    for whom, chain in ((_LEGAL, to_legal), (_OTHERS, to_others)):
        yield both(
            f"{what.in_('ru')} {whom.in_('ru')}: {chain.in_('ru')}",
            f"{what.in_('en')} {whom.in_('en')}: {chain.in_('en')}",
        )


def _chain(regulation: "Regulation", category: Category, *, legal: bool) -> Localised:
    """What carries no more than a notice comes last."""
    used = {name: regulation.used_for(name) for name in SHIPPED}
    full = [one for one in SHIPPED.values() if carries(used[one.name], legal=legal)]
    notices = [one for one in SHIPPED.values() if used[one.name] is UsedFor.ONLY_NOTICE]
    wanted = regulation.delivery.proof_of(category)
    steps = [(one.title, _PROOFS[proof_at(one, wanted)]) for one in full]
    steps += [(one.title, _NOTICE) for one in notices]
    if not steps:
        return both("нечем", "by nothing")
    return both(*("; ".join(f"{title} ({how.in_(language)})" for title, how in steps) for language in ("ru", "en")))


def _rule(regulation: "Regulation", traits: Transport) -> Iterator[Localised]:
    use = regulation.used_for(traits.name)
    yield both(*(f"{traits.title}: {_USES[use].in_(language)}" for language in ("ru", "en")))
    titles = [one.title for one in SHIPPED.values() if regulation.used_for(one.name) is UsedFor.ALL]
    named = ", ".join(titles)
    if use is UsedFor.ONLY_NOTICE:
        yield _only_notice(regulation, traits, named)
    elif not titles:
        yield both(
            "  остальным ответить нечем: ответ не уходит, и сотрудник видит почему",
            "  nobody else can be answered: the answer stays, and the agent is told why",
        )
    else:
        yield both(
            f"  остальным ответ уходит другим способом ({named}); у кого его нет, тому он не уходит, и сотрудник "
            "видит почему",
            f"  everybody else is answered by {named}; who has none is not answered, and the agent is told why",
        )


def _only_notice(regulation: "Regulation", traits: Transport, others: str) -> Localised:
    read_at = regulation.transports[traits.name].read_at
    where = [read_at.in_(language) if read_at is not None else "" for language in ("ru", "en")]
    if not others:
        return both(
            f"  сами слова не уходят никому; где прочитать: {where[0]}",
            f"  words themselves go to nobody; read at: {where[1]}",
        )
    return both(
        f"  сами слова уходят другим способом ({others}), если он есть; где прочитать: {where[0]}",
        f"  words themselves go by {others}, where there is one; read at: {where[1]}",
    )
