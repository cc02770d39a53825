"""What the regulation says of how people are reached: their duty, what they consent to, when they prove it again."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt

from models.rules.regulation.values import read_localised
from models.rules.texts.localised import Localised, both, plural_ru

_Text = Annotated[Localised, BeforeValidator(read_localised)]
PERSONAL: Final = "personal"
ADVERTISING: Final = "advertising"
#: What people may be asked to consent to, each with a message and a button of its own.
PURPOSES: Final = (PERSONAL, ADVERTISING)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Consents(_Part):
    """The whole text of each, as people are shown it and as it is recorded; None: nobody is asked."""

    personal: _Text | None = None
    advertising: _Text | None = None


class ReachRules(_Part):
    """duty: to keep a working transport, as people are told it. recheck_days: after so many an address has to be
    proved again; 0: never. erase_after_hours: so long whoever asked to be erased may change their mind.
    """

    duty: _Text | None = None
    recheck_days: Annotated[StrictInt, Field(ge=0, le=3650)] = 365
    consent: Consents = Consents()
    erase_after_hours: Annotated[StrictInt, Field(ge=0, le=720)] = 24

    @property
    def recheck_after(self) -> timedelta | None:
        return timedelta(days=self.recheck_days) if self.recheck_days else None

    @property
    def erase_after(self) -> timedelta:
        return timedelta(hours=self.erase_after_hours)

    @property
    def consents(self) -> tuple[str, ...]:
        """Those that are asked for."""
        return tuple(purpose for purpose in PURPOSES if self.consent_to(purpose) is not None)

    def consent_to(self, purpose: str) -> Localised | None:
        if purpose not in PURPOSES:
            return None
        return self.consent.personal if purpose == PERSONAL else self.consent.advertising


def reach_lines(rules: ReachRules, language: str) -> Iterator[str]:
    """For the report of `check`."""
    if rules.recheck_days:
        line = both(
            f"Способы связи подтверждаются снова через {rules.recheck_days} "
            f"{plural_ru(rules.recheck_days, 'день', 'дня', 'дней')}",
            f"Transports are proved again after {rules.recheck_days} days",
        )
    else:
        line = both("Способы связи снова не подтверждаются", "Transports are never proved again")
    yield line.in_(language)
    hours = rules.erase_after_hours
    wait = both(f"после /forget стирается через {hours} ч", f"after /forget erased in {hours} h")
    at_once = both("после /forget стирается сразу", "after /forget erased at once")
    line = wait if hours else at_once
    yield both(f"Данные человека: {line.in_('ru')}", f"A person's data: {line.in_('en')}").in_(language)
    if rules.duty is not None:
        said = both("Обязанность поддерживать способ связи: сказана", "The duty to keep a transport working: said")
        yield said.in_(language)
    asked = [_TITLES[purpose].in_(language) for purpose in rules.consents]
    if asked:
        yield both(f"Согласия: {', '.join(asked)}", f"Consents: {', '.join(asked)}").in_(language)


_TITLES: Final = {
    PERSONAL: both("персональные данные", "personal data"),
    ADVERTISING: both("реклама", "advertising"),
}
