"""What the regulation wants to know of a person before their request is filed, and how it comes to know it."""

from typing import Annotated, Final, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt

from models.rules.regulation.values import read_localised
from models.rules.texts.localised import Localised

#: From the least on. `fields`: the answers of the request say who it is. `person`: somebody whom the organisation
#: knows. `contract`: and has a contract in force with. `paid`: that is paid for today.
Demand = Literal["nothing", "fields", "person", "contract", "paid"]
#: `invitation`: a code that staff gave. `contract`: its number, and a code that is sent to it. `contact`: the phone
#: that the messenger vouches for. `agent`: somebody of the staff says so.
Way = Literal["invitation", "contract", "contact", "agent"]
WAYS: Final[tuple[Way, ...]] = get_args(Way)

_Text = Annotated[Localised, BeforeValidator(read_localised)]


class Identification(BaseModel):
    """demands: of every kind of every desk, unless these say otherwise. ways: that are offered, in this order.

    question: the words that ask who somebody is. how_to_pay, free: what a refusal says.
    attempts_per_day: how often one chat may name a contract, a code of an invitation, or ask staff (how many codes
    leave: models/rules/delivery/codes.py). invitation_days: how long one is good.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    demands: Demand = "nothing"
    ways: Annotated[tuple[Way, ...], Field(min_length=1)] = WAYS
    question: _Text | None = None
    how_to_pay: _Text | None = None
    free: _Text | None = None
    invitation_days: Annotated[StrictInt, Field(ge=1, le=90)] = 7
    attempts_per_day: Annotated[StrictInt, Field(ge=1, le=1000)] = 10
