"""What a sheet would change: persons are recognised, nothing is taken away, and a second time nothing changes."""

from collections.abc import Sequence
from copy import deepcopy
from datetime import date

from models.rules.contracts.known import Known, KnownContact, KnownContract, Owner
from models.rules.contracts.planning import Absent, Change, Plan, Shared, plan
from models.rules.contracts.sheet_lines import SheetLine

PHONE, OTHER = "+79160000001", "+79160000002"


def line(name: str = "", *phones: str, number: str = "12", at: int = 2, **facts: object) -> SheetLine:
    return SheetLine(at, number, number, {}, name=name, phones=phones, **facts)  # type: ignore[arg-type]


def known(*contacts: KnownContact, **owners: Owner) -> Known:
    """Contract 12, with these who speak for it."""
    contract = KnownContract(1, "12", None, "person", "active", date(2026, 12, 31), list(contacts))
    return Known({"12": contract}, {f"+{digits.removeprefix('p')}": owner for digits, owner in owners.items()})


def anna(name: str = "Анна") -> KnownContact:
    return KnownContact(5, name, "own", False, None)


def planned(there: Known, *lines: SheetLine) -> Plan:
    groups: dict[str, list[SheetLine]] = {}
    for one in lines:
        groups.setdefault(one.normal, []).append(one)
    return plan(deepcopy(there), list(groups.values()), tells_of_persons=True)


def nothing(made: Plan) -> bool:
    changed: Sequence[object] = (
        *(made.contracts, made.persons, made.speaking, made.phones, made.contract_changes, made.contact_changes),
        *(made.renamed, made.changes, made.vouched_now),
    )
    return not any(changed)


def test_a_new_contract_and_its_person_are_made() -> None:
    made = planned(Known(), line("Анна", PHONE, sees="all"))
    [contract], [person], [(of, contact)] = made.contracts, made.persons, made.speaking
    assert (contract.number, contract.state, contract.client_kind) == ("12", "active", "person")
    assert (of, contact.person_id, contact.sees) == (contract.id, person.id, "all")
    assert made.phones == [(person.id, PHONE)]


def test_what_is_so_already_is_left_alone() -> None:
    there = known(anna(), p79160000001=Owner(5, "Анна", True, "vouched"))
    assert nothing(planned(there, line("Анна", PHONE)))


def test_a_changed_row_changes_only_that() -> None:
    there = known(anna())
    changed = SheetLine(2, "12", "12", {"paid_until": date(2027, 1, 31), "state": "active"}, name="Анна")
    made = planned(there, changed)
    assert made.contract_changes == {1: {"paid_until": date(2027, 1, 31)}}
    assert made.changes == [Change("12", "paid_until", date(2026, 12, 31), date(2027, 1, 31))]
    assert not made.contact_changes
    assert not made.renamed


def test_rights_change_where_the_row_says_so() -> None:
    made = planned(known(anna()), line("анна", sees="all", email="a@example.org"))
    assert made.contact_changes == {(1, 5): {"sees": "all", "email": "a@example.org"}}


def test_who_is_there_by_name_gets_the_new_phone() -> None:
    made = planned(known(anna()), line("Анна", PHONE))
    assert made.phones == [(5, PHONE)]
    assert not made.persons


def test_who_wrote_from_the_phone_before_is_the_person_of_the_row() -> None:
    stranger = Owner(9, "+7 916 000-00-01", False, "verified")
    made = planned(known(p79160000001=stranger), line("Анна", PHONE))
    [(of, contact)] = made.speaking
    assert (of, contact.person_id, made.renamed) == (1, 9, {9: "Анна"})
    assert not made.persons
    assert not made.phones


def test_one_person_speaks_for_two_contracts() -> None:
    made = planned(Known(), line("Анна", PHONE), line("анна", PHONE, number="13", at=3))
    assert len(made.persons) == 1
    assert [contact.person_id for _, contact in made.speaking] == [made.persons[0].id] * 2
    assert len(made.phones) == 1


def test_a_shared_phone_belongs_to_one_person_and_it_is_told() -> None:
    made = planned(Known(), line("Анна", PHONE), line("Борис", PHONE, number="13", at=3))
    assert len(made.persons) == 2
    assert made.shared == [Shared(3, PHONE, "Борис", "Анна")]
    assert len(made.phones) == 1


def test_a_phone_that_stands_with_somebody_else_further_up_is_theirs() -> None:
    made = planned(known(anna()), line("Борис", not_theirs=((PHONE, "Анна"),)))
    assert made.shared == [Shared(2, PHONE, "Борис", "Анна")]
    assert [one.name for one in made.persons] == ["Борис"]


def test_a_name_is_corrected_by_the_phone() -> None:
    there = known(anna("Ана"), p79160000001=Owner(5, "Ана", True, "vouched"))
    made = planned(there, line("Анна", PHONE))
    assert made.renamed == {5: "Анна"}
    assert not made.persons


def test_who_is_no_longer_in_the_sheet_stays_and_is_told() -> None:
    made = planned(known(anna()), line("Борис", OTHER))
    assert made.absent == [Absent("12", "Анна")]


def test_a_dead_phone_stays_dead_and_is_told() -> None:
    there = known(anna(), p79160000001=Owner(5, "Анна", True, "dead"))
    made = planned(there, line("Анна", PHONE))
    assert made.dead_phones == [PHONE]
    assert nothing(made)


def test_a_phone_that_nobody_proved_is_vouched_for_by_the_sheet() -> None:
    there = known(anna(), p79160000001=Owner(5, "Анна", True, "unverified"))
    assert planned(there, line("Анна", PHONE)).vouched_now == [PHONE]
