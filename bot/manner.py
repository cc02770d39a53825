"""How something was said, as it is kept: what it answers is looked up, times are the organisation's."""

from dataclasses import replace

from bot.scope import Scope
from models.phrases.times import zone_of
from models.queries.replies import answering
from models.rules.texts.manner import PLAIN, Manner, Origin


def kept_manner(
    scope: Scope, manner: Manner, transport: str, account: str, address: str, replied: str | None
) -> Manner:
    """replied: the provider's id of what it answers in that chat."""
    if manner is PLAIN:
        return manner
    found = answering(scope.tx, scope.organisation_id, manner, transport, account, address, replied)
    return replace(found, origin=_dated(scope, manner.origin)) if manner.origin is not None else found


def _dated(scope: Scope, origin: Origin) -> Origin:
    zone = zone_of(scope.edition.regulation.organisation.timezone)
    return replace(origin, at=origin.at.astimezone(zone)) if origin.at is not None else origin
