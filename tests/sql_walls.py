"""Organisations are walls: whether each statement names the organisation whose rows it is about.

Walled are the tables with a column `organisation_id`, but for those that say whose a bot or a SIM is, and
`organisation` itself. A statement that reads, changes or
deletes rows of one has to *tie* it, under each name by which it stands in the statement, subqueries included:

- its `organisation_id` is compared with a bound value (`=`, or `IN` of a bound list); `organisation` is tied by its
  `id` or its `key`;
- or it is equal to the `organisation_id` of another one that is tied, in the same query or around it.

Only conditions that must hold count: those of WHERE and of inner joins, joined by AND. The condition of an outer join
ties its outer side alone. A join by an id ties nothing: that ids of one organisation never point into another is what
the walls are for, and not a reason to do without them.

An INSERT has to set `organisation_id`, and nothing may change it. Raw SQL must not name a walled table, as nobody
can see what it ties.

A statement that works for all organisations at once is named in `tests/sql_walls_exceptions.py`, with its reason.
Statements of tests, simulators and benchmarks are not looked at.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final

from sqlalchemy import Delete, Insert, Table, TextClause, Update
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import (
    BinaryExpression,
    BindParameter,
    BooleanClauseList,
    ClauseElement,
    ColumnClause,
    Grouping,
    Label,
)
from sqlalchemy.sql.selectable import (
    Alias,
    AliasedReturnsRows,
    CompoundSelect,
    Join,
    ScalarSelect,
    Select,
    SelectBase,
    SelectStatementGrouping,
)

from models.tables import metadata

THE_COLUMN: Final = "organisation_id"
#: Say whose a bot or a SIM is: of these the organisation is what is asked for.
OWNED: Final = ("bot_account", "sim_owner")
#: By table, the columns that say whose a row is.
WALLED: Final[Mapping[str, tuple[str, ...]]] = {
    table.name: ("id", "key") if table.name == "organisation" else (THE_COLUMN,)
    for table in metadata.tables.values()
    if table.name == "organisation" or (THE_COLUMN in table.c and table.name not in OWNED)
}
_NAMED: Final = re.compile(rf"\b({'|'.join(WALLED)})\b")


@dataclass(eq=False)
class _Place:
    """A walled table under one name, in one query. tied: its organisation is named."""

    table: str
    name: str
    tied: bool = False
    #: Those that are tied once this one is.
    ties: list["_Place"] = field(default_factory=list)
    returned: bool = False


@dataclass(eq=False)
class _Query:
    """One SELECT, UPDATE or DELETE. around: the query that it stands in. froms: what it reads itself."""

    around: "_Query | None"
    froms: list[Any] = field(default_factory=list)
    places: dict[Any, _Place] = field(default_factory=dict)
    #: Queries that stand in FROM, by the name under which they do.
    inner: dict[Any, "_Query"] = field(default_factory=dict)

    def around_it(self) -> Iterator["_Query"]:
        one: _Query | None = self
        while one is not None:
            yield one
            one = one.around


def offences(statement: Any, given: Sequence[str] = ()) -> list[str]:
    """What is wrong with a statement; nothing is. given: columns that an INSERT gets values for when it runs."""
    looked_at = _Look()
    looked_at.statement(statement, None)
    found = [f"{place.name} is tied to no organisation" for place in looked_at.untied()]
    found += looked_at.wrong
    if isinstance(statement, Insert):
        found += _unset(statement, given)
    return found


def returns_organisations(statement: Any) -> bool:
    """Whether each row says whose it is: of work for all organisations, of each table that is not tied."""
    looked_at = _Look()
    outermost = looked_at.statement(statement, None)
    for column in getattr(statement, "selected_columns", ()) or getattr(statement, "_returning", ()):
        place = looked_at.place_of(column, outermost)
        if place is not None:
            place.returned = True
    sources = [place for place in looked_at.places if place.returned]
    for place in sources:
        looked_at.tie(place)
    return bool(sources) and not looked_at.untied()


def offences_of_text(text: str) -> list[str]:
    return [f"raw SQL names {name}" for name in sorted(set(_NAMED.findall(text)))]


def _unset(statement: Insert, given: Sequence[str]) -> list[str]:
    table = str(getattr(statement.table, "name", ""))
    if table not in WALLED or table == "organisation":
        return []
    several = chain.from_iterable(chain.from_iterable(statement._multi_values))
    own = [*(statement._values or ()), *chain.from_iterable(several), *(statement._select_names or ())]
    names = {str(getattr(one, "key", one)) for one in own} | set(given)
    return [] if THE_COLUMN in names else [f"{table} is given no organisation"]


class _Look:
    """One look at a statement, which knows every place that it found."""

    def __init__(self) -> None:
        self.places: list[_Place] = []
        self.wrong: list[str] = []
        self._seen: dict[int, _Query] = {}

    def untied(self) -> list[_Place]:
        return [place for place in self.places if not place.tied]

    def tie(self, place: _Place) -> None:
        if not place.tied:
            place.tied = True
            for other in place.ties:
                self.tie(other)

    def statement(self, statement: Any, around: _Query | None, *, in_from: bool = False) -> _Query:
        """in_from: it stands in FROM, and knows nothing of what stands beside it."""
        known = self._seen.get(id(statement))
        if known is not None and in_from:
            return known
        if isinstance(statement, SelectStatementGrouping | ScalarSelect):
            return self.statement(statement.element, around, in_from=in_from)
        query = self._seen[id(statement)] = _Query(around)
        if isinstance(statement, CompoundSelect):
            for one in statement.selects:
                self.statement(one, around, in_from=in_from)
        elif isinstance(statement, Select):
            self._select(statement, query, in_from=in_from)
        elif isinstance(statement, Update | Delete):
            self._change(statement, query)
        elif isinstance(statement, Insert):
            self._expressions([*(statement._values or {}).values(), statement.select], query)
        else:
            self._expressions([statement], query)
        for cte in getattr(statement, "_independent_ctes", ()):
            self.statement(cte.element, None, in_from=True)
        return query

    def _select(self, statement: Select[Any], query: _Query, *, in_from: bool) -> None:
        froms = list(statement.get_final_froms())
        if query.around is not None and not in_from:
            froms = [one for one in froms if not _is_from_outside(one, statement, query.around)]
        conditions: list[tuple[Any, set[Any] | None]] = [(one, None) for one in statement._where_criteria]
        for one in froms:
            conditions += self._from(one, query)
        self._conditions(conditions, query)
        having, order = statement._having_criteria, statement._order_by_clauses
        self._expressions([*statement._raw_columns, *(one for one, _ in conditions), *having, *order], query)

    def _change(self, statement: Update | Delete, query: _Query) -> None:
        self._from(statement.table, query)
        for one in chain.from_iterable(map(_columns, statement._where_criteria)):
            if one.table is not None and all(one.table not in each.froms for each in query.around_it()):
                self._from(one.table, query)
        conditions = list(statement._where_criteria)
        self._conditions([(one, None) for one in conditions], query)
        values = dict(getattr(statement, "_values", None) or {})
        self._expressions([*conditions, *values.values(), *statement._returning], query)
        moved = {str(getattr(one, "key", one)) for one in values} & {THE_COLUMN}
        table = str(getattr(statement.table, "name", ""))
        if moved and table in WALLED:
            self.wrong.append(f"{table} changes its organisation")

    def _from(self, one: Any, query: _Query) -> list[tuple[Any, set[Any] | None]]:
        """Returns conditions of joins, each with the places that it can tie; None: all."""
        if isinstance(one, Join):
            inside = [*self._from(one.left, query)]
            before = set(query.places.values())
            inside += self._from(one.right, query)
            outer = set(query.places.values()) - before
            can_tie = set[Any]() if one.full else outer if one.isouter else None
            return [*inside, (one.onclause, can_tie)]
        query.froms.append(one)
        table = one.element if isinstance(one, Alias) else one
        if isinstance(table, Table):
            if table.name in WALLED:
                place = query.places[one] = _Place(table.name, str(one.name))
                self.places.append(place)
        elif isinstance(getattr(one, "element", None), SelectBase | Update | Delete | Insert):
            query.inner[one] = self.statement(one.element, query.around, in_from=True)
        return []

    def _conditions(self, conditions: Sequence[tuple[Any, set[Any] | None]], query: _Query) -> None:
        mine = set(query.places.values())
        for condition, can_tie in conditions:
            for one in _conjuncts(condition):
                self._condition(one, query, mine if can_tie is None else can_tie)

    def _condition(self, one: Any, query: _Query, can_tie: set[Any]) -> None:
        if not isinstance(one, BinaryExpression) or one.operator not in (operators.eq, operators.in_op):
            return
        left, right = self.place_of(one.left, query), self.place_of(one.right, query)
        for place, other, against in ((left, right, one.right), (right, left, one.left)):
            if place is None or place not in can_tie:
                continue
            if isinstance(_bare(against), BindParameter):
                self.tie(place)
            elif other is not None and one.operator is operators.eq:
                other.ties.append(place)
                if other.tied:
                    self.tie(place)

    def place_of(self, column: Any, query: _Query) -> _Place | None:
        """The walled table whose organisation this is."""
        column = _bare(column)
        if isinstance(column, ScalarSelect) and isinstance(column.element, Select):
            inner = self._seen.get(id(column.element)) or self.statement(column.element, query)
            return self.place_of(next(iter(column.element.selected_columns)), inner)
        if not isinstance(column, ColumnClause) or column.table is None:
            return None
        for one in query.around_it():
            if column.table in one.places:
                place = one.places[column.table]
                return place if column.name in WALLED[place.table] else None
            if column.table in one.inner and len(column._proxies) == 1:
                return self.place_of(column._proxies[0], one.inner[column.table])
        return None

    def _expressions(self, expressions: Sequence[Any], query: _Query) -> None:
        """Looks into the subqueries that stand in them, and at raw SQL."""
        for one in expressions:
            if isinstance(one, ScalarSelect | SelectBase):
                if id(getattr(one, "element", one)) not in self._seen:
                    self.statement(one, query)
            elif isinstance(one, TextClause):
                self.wrong += offences_of_text(one.text)
            elif isinstance(one, ColumnClause):
                if one.is_literal:
                    self.wrong += offences_of_text(one.name)
            elif isinstance(one, ClauseElement) and not isinstance(one, Table | Join | AliasedReturnsRows):
                self._expressions(list(one.get_children()), query)


def _is_from_outside(one: Any, statement: Select[Any], around: _Query) -> bool:
    """As SQLAlchemy correlates: what is named, wherever it stands; else what stands right around it."""
    if statement._auto_correlate:
        return one in around.froms
    return one in (statement._correlate or ()) and any(one in each.froms for each in around.around_it())


def _conjuncts(condition: Any) -> Iterator[Any]:
    if isinstance(condition, Grouping):
        yield from _conjuncts(condition.element)
    elif isinstance(condition, BooleanClauseList) and condition.operator is operators.and_:
        for one in condition.clauses:
            yield from _conjuncts(one)
    elif condition is not None:
        yield condition


def _columns(expression: Any) -> Iterator[ColumnClause[Any]]:
    """Those of the query itself, not of queries in it."""
    if isinstance(expression, ColumnClause):
        yield expression
    elif isinstance(expression, ClauseElement) and not isinstance(expression, ScalarSelect | SelectBase):
        for one in expression.get_children():
            yield from _columns(one)


def _bare(expression: Any) -> Any:
    while isinstance(expression, Grouping | Label):
        expression = expression.element
    return expression
