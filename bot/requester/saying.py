"""Replies of a dialogue → words of ours for a requester."""

import re
from collections.abc import Sequence

from bot.conversation.turn import OwnContact, Reply
from bot.scope import Scope
from models.actions.reach import requester_words
from models.actions.reach.requester_words import Words
from models.phrases.catalogue import say
from models.queries.persons import Requester, why_dead
from models.rules.delivery.address_changes import REMOVED
from models.rules.delivery.address_states import AddressState
from models.rules.delivery.choices import dialogue_key
from models.rules.delivery.codes import LINK_CODE


def say_to(
    scope: Scope, who: Requester, replies: Sequence[Reply], version: int, *, pressed: str | None = None
) -> None:
    """version: of the dialogue's state, which the choices belong to. pressed: the message whose button it was."""
    if replies:
        shares = who.traits.shares_phone
        shown = [one for one in replies if one.own_contact is not OwnContact.OFFERED]
        shown += [
            one for one in replies if shares and one.own_contact is OwnContact.OFFERED
        ]  # below what asks for it
        words = [_words(reply, version, who.language if shares else None) for reply in shown]
        requester_words.tell_all(scope.tx, scope.at, who, words, pressed=pressed)


def say_by_itself(scope: Scope, who: Requester, replies: Sequence[Reply], version: int) -> None:
    """The same, when they have just said nothing there; where they want nothing any more it is said to nobody."""
    if (
        who.address_state == AddressState.DEAD
        and why_dead(scope.tx, scope.organisation_id, who.address_id) == REMOVED
    ):
        return
    say_to(scope, who, replies, version)


def _words(reply: Reply, version: int, language: str | None) -> Words:
    """language: None where nobody can share their number."""
    return Words(
        text=reply.text,
        choices=[[{"key": dialogue_key(version, c.key), "label": c.label} for c in row] for row in reply.choices],
        entities=reply.entities,
        ticket_id=reply.ticket_id,
        in_place=reply.edit_in_place,
        brief=reply.brief,
        complete=_only_explains(reply),
        secret=reply.secret or _link_in(reply),
        own_contact=_own_contact(reply, language) if language is not None else None,
    )


def _own_contact(reply: Reply, language: str) -> str | None:
    if reply.own_contact is None:
        return None
    return say(language, "choice.share_phone") if reply.own_contact is OwnContact.OFFERED else ""


def _link_in(reply: Reply) -> str | None:
    """What a one-time link ends with, if the words or a button hold one."""
    offered = (choice.key for row in reply.choices for choice in row)
    found = re.search(LINK_CODE, "\n".join((reply.text, *offered)))
    return found[0] if found is not None else None


def _only_explains(reply: Reply) -> bool:
    """Who wants to know why can write «почему 125»."""
    offered = [choice for row in reply.choices for choice in row]
    return len(offered) == 1 and offered[0].key.startswith("why:")
