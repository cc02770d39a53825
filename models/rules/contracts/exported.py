"""A contract as lines of a sheet that an import reads again."""

from collections.abc import Iterator, Mapping, Sequence

from models.rules.contracts.cells import word_for
from models.rules.contracts.columns import HEADINGS, Column
from models.rules.contracts.standing import Contract
from models.rules.sms.phone_numbers import shown_number


def headings(language: str) -> list[str]:
    return [HEADINGS[column][language][0].capitalize() for column in Column]


def cells_of(contract: Contract, person: Mapping[Column, str], language: str) -> list[str]:
    """person: the cells of one who speaks for it."""
    paid = contract.paid_until.strftime("%d.%m.%Y") if contract.paid_until else ""
    own = {
        Column.NUMBER: contract.number,
        Column.TIER: contract.tier or "",
        Column.CLIENT: word_for(Column.CLIENT, contract.client_kind, language),
        Column.STATE: word_for(Column.STATE, contract.state, language),
        Column.PAID_UNTIL: paid,
    }
    return [{**own, **person}.get(column, "") for column in Column]


def person_cells(
    name: str, phones: Sequence[str], email: str | None, sees: str, may_change: bool, language: str
) -> dict[Column, str]:
    return {
        Column.PERSON: name,
        Column.PHONE: ", ".join(shown_number(phone) for phone in phones),
        Column.EMAIL: email or "",
        Column.SEES: word_for(Column.SEES, sees, language),
        Column.MAY_CHANGE: word_for(Column.MAY_CHANGE, "yes" if may_change else "no", language),
    }


def rows_of(contract: Contract, persons: Sequence[Mapping[Column, str]], language: str) -> Iterator[list[str]]:
    """A line for each person who speaks for it; one without a person if nobody does."""
    for person in persons or ({},):
        yield cells_of(contract, person, language)
