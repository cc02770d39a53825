"""Who stopped or started the bot, and groups that took it in, threw it out, or became another."""

from telegram import ChatMemberUpdated

from bot.telegram.scope import TELEGRAM, Scope
from models.actions import outbox, staff
from models.actions.reachability import blocked, reachable_again
from models.queries.persons import requester_at

_OUT = ("kicked", "left")


def changed(scope: Scope, change: ChatMemberUpdated) -> None:
    out = change.new_chat_member.status in _OUT
    if change.chat.type != "private":
        if out:
            staff.lose_group(scope.tx, scope.account, change.chat.id)
        return
    found = requester_at(scope.tx, scope.organisation_id, TELEGRAM, scope.account, str(change.chat.id))
    if found is not None:
        act = blocked if out else reachable_again
        act(scope.tx, scope.at, found[0].address_id, found[0].person_id)
    if out:
        staff.head_unreachable(scope.tx, scope.account, change.chat.id)


def moved(scope: Scope, old_chat: int, new_chat: int) -> None:
    """The group was upgraded: it has another id from now on."""
    staff.move_group(scope.tx, scope.account, old_chat, new_chat)
    outbox.readdress(scope.tx, scope.account, old_chat, new_chat)
