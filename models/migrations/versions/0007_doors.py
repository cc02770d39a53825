"""Step 5: what closes doors and keeps promises. One part per subject, with its own columns, tables and indexes."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    _machine()
    _outages()
    _staff_groups()
    _modems()
    _sms()
    _conversation()
    _requests()
    _files()


def _machine() -> None:
    """Codes, inbox rows that failed."""


def _outages() -> None:
    """Time that steps back, databases that go away."""


def _staff_groups() -> None:
    """Bindings, heads, agents who left, bots that were replaced."""


def _modems() -> None:
    """Trouble of modems, SMS that wait, slots passed over, daily limits."""


def _sms() -> None:
    """Phones that said stop, machines that answer, stamps, numbers that changed hands."""


def _conversation() -> None:
    """What is no request, thanks, answers that wait for a word of the agent."""


def _requests() -> None:
    """Drafts, limits of messages, time zones, acceptance."""


def _files() -> None:
    """Quotas of bytes, downloads."""
