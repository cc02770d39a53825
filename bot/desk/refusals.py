"""Why an order is not carried out, beside what the actions of models refuse."""

from models.errors import OtklikError


class NotAMember(OtklikError):
    """Also for a ticket that does not exist: who may not ask does not learn which do."""

    phrase = "staff.not_a_member"


class AnotherDesk(OtklikError):
    """desk: that decides it, in words."""

    phrase = "staff.another_desk"


class NoLonger(OtklikError):
    """They left the desk, or were dismissed."""

    phrase = "staff.no_longer"


class StaleButton(OtklikError):
    """Drawn for what is over, or forged."""

    phrase = "staff.stale_button"


class NoSuchTicket(OtklikError):
    """None of this desk, or none was named."""

    phrase = "staff.no_such_ticket"


class PersonErased(OtklikError):
    """There is nobody any more whom the ticket could be about."""

    phrase = "staff.person_erased"


class HeadInvites(OtklikError):
    """Whoever gets in by it sees what others of a contract ask, or says who speaks for it."""

    phrase = "invite.heads_only"


class NoSuchContract(OtklikError):
    phrase = "invite.no_contract"


class NoSuchJoin(OtklikError):
    phrase = "join.no_such"


class NoSuchVouching(OtklikError):
    phrase = "vouch.no_such"


class CallerHidden(OtklikError):
    """Their number is withheld, and another one with every call."""

    phrase = "join.hidden"


class IsThemAlready(OtklikError):
    """Whoever writes there is known; that has to be undone first."""

    phrase = "join.known_already"


class NoMoreCodes(OtklikError):
    """As many as a day allows, or one a moment ago."""

    phrase = "join.no_more_codes"


class WrongCode(OtklikError):
    """Wrong, too old, or none was sent."""

    phrase = "join.wrong_code"


class WhomToJoin(OtklikError):
    phrase = "join.whom_wanted"


class WhomToShareWith(OtklikError):
    """Nobody was named, or nobody whom we know."""

    phrase = "share.whom_wanted"


class NobodyTakesPart(OtklikError):
    phrase = "share.nobody"


class NoSuchWay(OtklikError):
    """The requester has no such transport, or has it twice. ways: those that there are."""

    phrase = "by.which"


class NothingSaid(OtklikError):
    phrase = "said.nothing"


class WhichToMerge(OtklikError):
    phrase = "merge.which"


class TakenByAnother(OtklikError):
    """agent: who leads the ticket."""

    phrase = "staff.already_taken"


class LedByAnother(OtklikError):
    """agent: who leads the ticket."""

    phrase = "staff.not_yours"


class AlreadyEscalated(OtklikError):
    phrase = "staff.already_escalated"


class NothingEscalated(OtklikError):
    phrase = "staff.escalation_not_running"


class EscalationTaken(OtklikError):
    """agent: who took it."""

    phrase = "staff.escalation_taken_by"


class HeadsOnly(OtklikError):
    phrase = "extend.heads_only"


class ShownAlready(OtklikError):
    """Messages above the limit that somebody opened before."""

    phrase = "overflow.already"


class NotSent(OtklikError):
    """The ticket is closed, and nothing goes to its requester."""

    phrase = "staff.closed_not_sent"


class WindowClosed(OtklikError):
    """The requester wrote too long ago: their transport takes nothing until they write again."""

    phrase = "staff.window_closed_again"


class MergedNotSent(OtklikError):
    """number: of the ticket that goes on, where it can be answered."""

    phrase = "merge.not_sent"


class NotRelayed(OtklikError):
    """type: in words, what can not be carried."""

    phrase = "staff.not_relayed"


class SmsDecided(OtklikError):
    phrase = "staff.sms_decided"


class SmsChanged(OtklikError):
    """Its words are others by now."""

    phrase = "staff.sms_changed"


class SlipDecided(OtklikError):
    phrase = "slip.decided"


class SlipCorrected(OtklikError):
    phrase = "slip.corrected"
