"""Staff in their group, requesters with telephones only."""

from tests.actions.sms_office import SmsOffice
from tests.actions.staff_office import StaffOffice


class TelephoneOffice(StaffOffice, SmsOffice):
    """What staff type and press, and what phones send and get."""
