"""What the regulation says of the ways to a person: for whom a transport may be used, what ends a chain."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from models.rules.delivery.chain import Category, Proof, UsedFor
from models.rules.regulation.values import Nonzero, read_localised
from models.rules.texts.localised import Localised

_Proof = Literal["sent", "delivered"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Deliveries(_Part):
    """By category, what proves that a message arrived, and for how long the next address waits for it."""

    answers_proof: _Proof = "delivered"
    answers_patience: Nonzero = timedelta(minutes=15)
    news_proof: _Proof = "sent"
    news_patience: Nonzero = timedelta(hours=1)

    def proof_of(self, category: Category) -> Proof:
        return Proof(self.answers_proof if category is Category.ANSWERS else self.news_proof)

    def patience_of(self, category: Category) -> timedelta:
        return self.answers_patience if category is Category.ANSWERS else self.news_patience


class TransportRules(_Part):
    """used_for: whom words of ours may reach by it. read_at: where a message is read of which it may only say that
    there is one.
    """

    used_for: Literal["all", "legal_entities", "only_notice", "nobody"] = "all"
    read_at: Annotated[Localised, BeforeValidator(read_localised)] | None = None

    @property
    def use(self) -> UsedFor:
        return UsedFor(self.used_for)
