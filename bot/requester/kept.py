"""What somebody said, as it is kept."""

from bot.manner import kept_manner
from bot.requester.heard import Heard
from bot.scope import Scope, organisation_time
from models.actions.talk.messages import Said, keep_message
from models.queries.persons import Requester


def said_by(scope: Scope, who: Requester, heard: Heard) -> Said:
    return Said(
        organisation_id=who.organisation_id,
        author="requester",
        transport=heard.transport,
        account=heard.account,
        address=heard.address,
        thread_id=None,
        provider_ids=heard.provider_ids,
        provider_at=organisation_time(heard.at, scope.at),
        text=heard.text if heard.kept_text is None else heard.kept_text,
        entities=heard.entities,
        files=heard.files,
        address_id=who.address_id,
        person_id=who.person_id,
        unsupported=heard.unsupported,
        native=heard.native,
        meaning=heard.meaning,
        manner=kept_manner(scope, heard.manner, heard.transport, heard.account, heard.address, heard.reply_to),
    )


def keep(scope: Scope, who: Requester, heard: Heard, *, held: bool = False) -> int:
    """The message's id. held: its files are not fetched until somebody wants them."""
    return keep_message(scope.tx, scope.at, said_by(scope, who, heard), held=held)
