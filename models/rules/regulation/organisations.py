"""Whose something is: a type of its own, so that the id of a ticket, a desk or a person is not taken for it."""

from typing import NewType

OrganisationId = NewType("OrganisationId", int)
