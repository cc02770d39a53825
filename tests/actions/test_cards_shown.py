"""What is shown of a ticket, and where there is nowhere to show it."""

from dataclasses import replace

from models.actions.desk import card_edits
from models.actions.talk.messages import File, keep_message
from models.actions.tickets import dismissals, senders
from models.actions.tickets.acting import Acting
from models.db import Database
from models.queries.tickets import ticket_by_id
from models.rules.delivery.outgoing import RowKind
from tests.actions.office import Office, at


def test_of_what_was_read_before_only_what_changed_is_shown_and_as_it_was_read(office: Office) -> None:
    changed, unchanged = office.shows(), office.shows()
    views = {one: replace(office.view(one), requester_name="Прочитанная") for one in (changed, unchanged)}
    with office.database.write() as tx:
        card_edits.refresh_cards(tx, at(), {views[changed].ref: office.regulation}, views)
    (edit,) = office.rows(RowKind.EDIT_CARD)
    assert edit.ticket_id == changed
    assert "Прочитанная" in edit.payload["text"]


def test_a_blocked_senders_picture_is_kept_where_there_is_no_topic_to_show_it_in(database: Database) -> None:
    office = Office(database, bound=False)
    anna = office.meets()
    ticket_id = office.opens(anna)
    picture = File("photo", "id-one", size=9, unique_id="one")
    with database.write() as tx:

        def acting() -> Acting:
            return Acting(
                tx,
                at("1m"),
                ticket_by_id(tx, office.organisation_id, ticket_id),
                office.regulation,
                office.ivan,
                "Иван",
            )

        dismissals.dismiss(acting(), "spam")
        senders.block(acting())
        said = office.said(int(anna.address), "", "requester", address_id=anna.address_id, files=(picture,))
        keep_message(tx, at("1m"), said)
        senders.unblock(acting())
        assert acting().view.blocked_at is None
    assert office.rows(RowKind.POST) == []
