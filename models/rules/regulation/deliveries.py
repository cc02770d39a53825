"""What the regulation says of the ways to a person: for whom a transport may be used, what ends a chain."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from models.rules.delivery.chain import Category, Proof, UsedFor
from models.rules.delivery.transports import Transport
from models.rules.regulation.values import Nonzero, Price, TemplateName, Word, read_localised
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


class Leave(_Part):
    """How a person is asked for leave to write to them when their window has closed. template: as the service knows
    it; language: what the service calls the language in which it is sent. patience: for how long an answer waits.
    """

    template: str
    language: str
    patience: timedelta


class TransportRules(_Part):
    """used_for: whom words of ours may reach by it. read_at: where a message is read of which it may only say that
    there is one. leave_template, leave_language, leave_patience: see Leave; without a template nobody is asked.
    price, template_price: of one message while the window is open, and of one that asks for leave; in currency.
    """

    used_for: Literal["all", "legal_entities", "only_notice", "nobody"] = "all"
    read_at: Annotated[Localised, BeforeValidator(read_localised)] | None = None
    leave_template: TemplateName | None = None
    leave_language: Annotated[Localised, BeforeValidator(read_localised)] | None = None
    leave_patience: Nonzero = timedelta(hours=4)
    price: Price | None = None
    template_price: Price | None = None
    currency: Word = "₽"

    @property
    def use(self) -> UsedFor:
        return UsedFor(self.used_for)

    def leave(self, language: str) -> Leave | None:
        """language: of whoever is asked. None: nobody is."""
        if self.leave_template is None:
            return None
        called = language if self.leave_language is None else self.leave_language.in_(language)
        return Leave(template=self.leave_template, language=called, patience=self.leave_patience)


def leave_at(transports: Mapping[str, TransportRules], traits: Transport, language: str = "") -> Leave | None:
    """How people are asked for leave to write there, once their window has closed; None: nobody is.

    transports: of the regulation. language: of whoever is asked.
    """
    rules = transports.get(traits.name)
    return rules.leave(language) if rules is not None and traits.templates else None


def price_in_words(rules: TransportRules | None, price: Decimal | None, language: str) -> str | None:
    """«1,80 ₽»; None: the regulation does not say."""
    if rules is None or price is None:
        return None
    amount = f"{price:.2f}"
    return f"{amount.replace('.', ',') if language == 'ru' else amount} {rules.currency}"
