"""What an import would do or did, told to an administrator."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from models.rules.contracts.cells import word_for
from models.rules.contracts.columns import Column
from models.rules.contracts.planning import Change, Plan
from models.rules.sms.phone_numbers import shown_number
from models.rules.texts.localised import Localised, both

#: Of each sort, so many are named; the rest is counted.
NAMED: Final = 20
_WHAT: Final[Mapping[str, Localised]] = {
    "tier": both("уровень обслуживания", "tier"),
    "client_kind": both("вид клиента", "client kind"),
    "state": both("состояние", "state"),
    "paid_until": both("оплачен до", "paid until"),
    "name": both("имя", "name"),
    "sees": both("видит заявки", "sees tickets"),
    "may_change": both("меняет контактных лиц", "may change contacts"),
    "email": both("электронная почта", "e-mail"),
}
_WORDS: Final = {"client_kind": Column.CLIENT, "state": Column.STATE, "sees": Column.SEES}


@dataclass
class Told:
    """Sums over all parts of a sheet, and the first few of each sort."""

    language: str
    counts: Counter[str] = field(default_factory=Counter)
    named: dict[str, list[str]] = field(default_factory=dict)

    def add(self, plan: Plan, contracts: int) -> None:
        """contracts: how many the part names."""
        new = {one.number for one in plan.contracts}
        changed = {change.contract for change in plan.changes} - new
        self.counts["contracts_new"] += len(plan.contracts)
        self.counts["contracts_changed"] += len(changed)
        self.counts["contracts_same"] += contracts - len(plan.contracts) - len(changed)
        self.counts["persons_new"] += len(plan.persons)
        self.counts["speaking_new"] += len(plan.speaking)
        self.counts["phones_new"] += len(plan.phones) + len(plan.vouched_now)
        self.counts["emails"] += plan.emails
        for change in plan.changes:
            self.note("changes", self._change(change))
        for one in plan.shared:
            line = self._say(
                f"строка {one.line}: {shown_number(one.phone)} уже у другого человека"
                f" ({one.owner or 'без имени'}); {one.name or 'этот'} — без этого номера",
                f"line {one.line}: {shown_number(one.phone)} belongs to somebody else already"
                f" ({one.owner or 'no name'}); {one.name or 'this one'} goes without it",
            )
            self.note("shared", line)
        for gone in plan.absent:
            self.note("absent", f"{gone.contract}: {gone.name or self._say('без имени', 'no name')}")
        for was in plan.erased:
            line = self._say(
                f"строка {was.line}, договор {was.contract}: стёрт {was.at:%d.%m.%Y}",
                f"line {was.line}, contract {was.contract}: erased {was.at:%Y-%m-%d}",
            )
            self.note("erased", line)
        for phone in plan.dead_phones:
            self.note("dead", shown_number(phone))

    def note(self, sort: str, words: str) -> None:
        self.counts[sort] += 1
        some = self.named.setdefault(sort, [])
        if len(some) < NAMED:
            some.append(words)

    def lines(self, *, applied: bool) -> Iterator[str]:
        count = self.counts
        if applied:
            yield self._say("Сделано:", "Done:")
        else:
            yield self._say(
                "Пробный прогон, ничего не изменено. Что изменилось бы:", "A dry run: nothing was changed."
            )
        yield self._say(
            f"  договоры: новых {count['contracts_new']}, с изменениями {count['contracts_changed']},"
            f" без изменений {count['contracts_same']}",
            f"  contracts: {count['contracts_new']} new, {count['contracts_changed']} changed,"
            f" {count['contracts_same']} as they are",
        )
        yield self._say(
            f"  контактные лица: новых {count['speaking_new']} (из них новых людей {count['persons_new']}),"
            f" новых телефонов {count['phones_new']}",
            f"  contact persons: {count['speaking_new']} new (of them {count['persons_new']} new people),"
            f" {count['phones_new']} new phones",
        )
        if count["emails"]:
            yield self._say(
                f"  адреса почты: {count['emails']}; хранятся при контактных лицах, писем Отклик пока не отправляет",
                f"  e-mail addresses: {count['emails']}; kept with the contact persons, Otklik sends no mail yet",
            )
        for sort, heading in _SORTS.items():
            if count[sort]:
                yield from self._sort(sort, heading.in_(self.language))

    def _sort(self, sort: str, heading: str) -> Iterator[str]:
        yield f"{heading}: {self.counts[sort]}"
        yield from (f"  {words}" for words in self.named[sort])
        more = self.counts[sort] - len(self.named[sort])
        if more:
            yield self._say(f"  … и ещё {more}", f"  … and {more} more")

    def _change(self, change: Change) -> str:
        whose = f"{change.contract}, {change.name}" if change.name else change.contract
        what = _WHAT[change.what].in_(self.language)
        return f"{whose}: {what}: {self._value(change, change.before)} → {self._value(change, change.after)}"

    def _value(self, change: Change, value: Any) -> str:
        if value is None or value == "":
            return "—"
        if isinstance(value, bool):
            return word_for(Column.MAY_CHANGE, "yes" if value else "no", self.language)
        if change.what in _WORDS:
            return word_for(_WORDS[change.what], value, self.language)
        return value.strftime("%d.%m.%Y") if isinstance(value, date) else str(value)

    def _say(self, ru: str, en: str) -> str:
        return ru if self.language == "ru" else en


_SORTS: Final[Mapping[str, Localised]] = {
    "changes": both("Изменения", "Changes"),
    "shared": both("Телефон принадлежит одному человеку", "A phone belongs to one person"),
    "erased": both(
        "Стёртые люди, обратно не добавлены (добавить: --erased-too)",
        "People who were erased are not brought back (to do that: --erased-too)",
    ),
    "dead": both("Телефоны, которые не отвечают, остались такими", "Phones that are dead stay so"),
    "absent": both(
        "Контактные лица, которых в файле нет, остались", "Contact persons whom the file does not name stay"
    ),
    "missing": both("Договоры, которых в файле нет, остались", "Contracts that the file does not have stay"),
    "ended": both(
        "Договоры, которых в файле нет, прекращены (--end-missing)",
        "Contracts that the file does not have are ended (--end-missing)",
    ),
}
