"""Who stopped or started the bot in private, and groups that became another."""

from bot.desk import enrolment
from bot.requester.heard import Reachability, Served
from bot.scope import Scope
from bot.telegram import heads, standing
from bot.telegram.changes import MemberChange
from bot.telegram.scope import TELEGRAM
from models.actions.desk import bindings, staff, unbound_groups
from models.actions.queue import outbox
from models.actions.queue.inbox import Waiting
from models.phrases.catalogue import say


def changed(scope: Scope, change: MemberChange, row: Waiting) -> Reachability | Served:
    if change.chat_type != "private":
        standing.changed(scope, change)
        return Served()
    reach = (staff.unreachable if change.out else staff.back)(
        scope.tx, scope.organisation_id, scope.account, change.chat_id
    )
    enrolment.tell_of_reach(scope, reach, "staff.member_away" if change.out else "staff.member_reachable")
    return Reachability(TELEGRAM, row.account, str(change.chat_id), reachable=not change.out)


def colleague_is_back(scope: Scope, chat_id: int, language: str) -> bool:
    """Whoever writes in private can be written to: of the first start of a bot no update tells.

    False: nobody of the staff, or nobody missed them. language: theirs.
    """
    reach = staff.back(scope.tx, scope.organisation_id, scope.account, chat_id)
    if not reach.desks and reach.staff_key is None:
        return False
    enrolment.tell_of_reach(scope, reach, "staff.member_reachable")
    heads.tell_in_private(scope, chat_id, say(language, "staff.you_are_back"))
    return True


def moved(scope: Scope, old_chat: int, new_chat: int) -> None:
    """The group was upgraded: it has another id from now on."""
    bindings.move_group(scope.tx, scope.organisation_id, scope.account, old_chat, new_chat)
    unbound_groups.move(scope.tx, scope.account, old_chat, new_chat)
    outbox.readdress(scope.tx, scope.account, old_chat, new_chat)
