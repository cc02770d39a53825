"""One call of the Cloud API, as what does it sees it."""

from dataclasses import dataclass, field
from typing import Any

from simulators.whatsapp.errors import ApiError, no_such_object
from simulators.whatsapp.records import Account, Number
from simulators.whatsapp.world import World


@dataclass(frozen=True, slots=True)
class Upload:
    file_name: str
    mime_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Call:
    """id: the part of the path that names a number, an account or a file. base: where this server is reached.

    params: of a form or JSON body, and of the query.
    """

    world: World
    account: Account
    verb: str
    id: str
    params: dict[str, Any]
    base: str
    files: dict[str, Upload] = field(default_factory=dict)

    def number(self) -> Number:
        """Raises ApiError for a number of somebody else, as for one that is not there."""
        number = self.world.numbers.get(self.id)
        if number is None or number.account_id != self.account.id:
            raise no_such_object(self.id, self.verb)
        return number

    def own_account(self) -> Account:
        if self.id != self.account.id:
            raise no_such_object(self.id, self.verb)
        return self.account

    def need(self, name: str) -> Any:
        if not self.params.get(name):
            raise ApiError(100, f"The parameter {name} is required.")
        return self.params[name]

    def fields(self, shown: dict[str, Any], usual: tuple[str, ...], empty: tuple[str, ...] = ()) -> dict[str, Any]:
        """Those that `fields` names, else the usual ones; the id always. empty: fields that are known, and unset."""
        wanted = [name for name in str(self.params.get("fields", "")).split(",") if name] or list(usual)
        for name in wanted:
            if name not in shown and name not in empty:
                words = f"Tried accessing nonexisting field ({name})"
                raise ApiError(100, words, message=words)
        return {name: shown[name] for name in dict.fromkeys([*wanted, "id"]) if name in shown}
