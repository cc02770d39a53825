"""`/forget`, `/mydata`, carried out: only from a chat that is certainly theirs; erasing only when asked twice."""

from bot.conversation.buttons import button
from bot.conversation.erasing import is_fresh, key_of
from bot.conversation.turn import AskForCopy, Choice, Erase, EraseStep, Reply
from bot.scope import Scope
from models.actions.erasure import asking, copies
from models.phrases.catalogue import say
from models.phrases.times import moment
from models.queries.erasures import ErasureRow, underway_of
from models.queries.persons import Requester
from models.queries.tickets import open_tickets_of
from models.rules.delivery.address_states import AddressState
from models.rules.requests.erasures import Asker
from models.rules.texts.spans import span_in_words


def carry_out(scope: Scope, who: Requester, intent: Erase | AskForCopy) -> list[Reply]:
    return _erase(scope, who, intent) if isinstance(intent, Erase) else [_copy(scope, who)]


def _copy(scope: Scope, who: Requester) -> Reply:
    """Made by a worker: somebody may have said much."""
    if not _is_theirs_for_certain(who) or who.traits.files is None:
        return Reply(say(who.language, "mydata.only_chat"))
    if not who.traits.files.any_document:
        return Reply(say(who.language, "mydata.not_carried", transport=who.traits.title))
    again_at = copies.ask(scope.tx, scope.at, who)
    if again_at is None:
        return Reply(say(who.language, "mydata.asked"))
    return Reply(say(who.language, "mydata.too_soon", when=moment(again_at, scope.at.now, who.zone, who.language)))


def _erase(scope: Scope, who: Requester, intent: Erase) -> list[Reply]:
    if intent.step is EraseStep.STOP:
        return [_stop(scope, who, intent.number)]
    if intent.step is EraseStep.NO:
        return [_in_place(who, "forget.left_alone")]
    if not _is_theirs_for_certain(who):
        return [Reply(say(who.language, "forget.only_chat"))]
    there = underway_of(scope.tx, who)
    if there is not None:
        return [_underway(scope, who, there)]
    if intent.step is EraseStep.EXPLAIN:
        return [_explained(scope, who)]
    if not is_fresh(intent.number, _minute(scope)):
        return [_in_place(who, "forget.stale")]
    return [_asked_again(scope, who) if intent.step is EraseStep.SURE else _ask(scope, who)]


def _is_theirs_for_certain(who: Requester) -> bool:
    """An SMS can be sent in anybody's name, and a phone changes hands."""
    return who.address_state == AddressState.VERIFIED and not (who.traits.by_sms or who.traits.changes_hands)


def _explained(scope: Scope, who: Requester) -> Reply:
    language = who.language
    parts = [say(language, "forget.explained")]
    tickets = open_tickets_of(scope.tx, who)
    if tickets:
        numbers = ", ".join(f"№{ticket.number}" for ticket in tickets)
        parts.append(say(language, "forget.open_tickets", numbers=numbers))
    parts += [_when(scope, language), say(language, "forget.copy_first")]
    sure = button(language, key_of(EraseStep.SURE, _minute(scope)), "choice.forget_sure")
    return Reply("\n\n".join(parts), ((sure,), (_no(language),)))


def _when(scope: Scope, language: str) -> str:
    wait = scope.edition.regulation.reach.erase_after
    if not wait:
        return say(language, "forget.no_wait")
    return say(language, "forget.wait", span=span_in_words(wait, language, case="accusative"))


def _asked_again(scope: Scope, who: Requester) -> Reply:
    yes = button(who.language, key_of(EraseStep.YES, _minute(scope)), "choice.forget_yes")
    return Reply(say(who.language, "forget.sure"), ((yes,), (_no(who.language),)), edit_in_place=True)


def _ask(scope: Scope, who: Requester) -> Reply:
    wait = scope.edition.regulation.reach.erase_after
    asked = asking.ask(scope.tx, scope.at, who, wait, Asker.PERSON, from_address=who.address_id)
    if asked is None:
        return _in_place(who, "forget.begun")
    if not wait:
        return _in_place(who, "forget.asked_now")
    return _with_stop(scope, who, asked, "forget.asked", in_place=True)


def _underway(scope: Scope, who: Requester, there: ErasureRow) -> Reply:
    if there.begun or there.begins_at <= scope.at.now:
        return _in_place(who, "forget.begun")
    return _with_stop(scope, who, there, "forget.underway")


def _with_stop(scope: Scope, who: Requester, one: ErasureRow, phrase: str, *, in_place: bool = False) -> Reply:
    when = moment(one.begins_at, scope.at.now, who.zone, who.language)
    stop = button(who.language, key_of(EraseStep.STOP, one.id), "choice.forget_stop")
    return Reply(say(who.language, phrase, when=when), ((stop,),), edit_in_place=in_place)


def _stop(scope: Scope, who: Requester, erasure_id: int | None) -> Reply:
    """From any address of theirs: whoever has one of them may keep what there is."""
    stopped = asking.call_off(scope.tx, scope.at, who, erasure_id)
    return _in_place(who, "forget.stopped" if stopped else "forget.not_stopped")


def _no(language: str) -> Choice:
    return button(language, key_of(EraseStep.NO), "choice.forget_no")


def _in_place(who: Requester, phrase: str) -> Reply:
    return Reply(say(who.language, phrase), edit_in_place=True)


def _minute(scope: Scope) -> int:
    return int(scope.at.now.timestamp() // 60)
