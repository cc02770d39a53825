"""/rules: the edition in force, readable."""

from typing import Final

from models.phrases.catalogue import say
from models.phrases.times import day
from models.rules.regulation.parsing import Regulation

#: A longer one would be cut, and an address that was cut leads nowhere.
_LONGEST_URL: Final = 150


def rules_text(regulation: Regulation, language: str) -> str:
    """Title, date, the rules or where they are published, and both sides' rights and duties."""
    edition = regulation.edition
    title = say(
        language,
        "rules.title",
        organisation=regulation.organisation.name.in_(language),
        edition=edition.title.in_(language),
    )
    parts = [title]
    if edition.effective_from is not None:
        parts.append(say(language, "rules.effective", date=day(edition.effective_from, language)))
    if edition.rules is not None:
        parts.append(edition.rules.in_(language))
    if edition.rules_url is not None:
        parts.append(str(edition.rules_url))
    if edition.rights_and_duties is not None:
        parts.append(f"{say(language, 'rules.rights')}\n{edition.rights_and_duties.in_(language)}")
    if edition.rules is None and edition.rules_url is None and edition.rights_and_duties is None:
        parts.append(say(language, "rules.none"))
    return "\n\n".join(parts)


def rules_by_sms(regulation: Regulation, language: str) -> str:
    """Where they are."""
    url = str(regulation.edition.rules_url or "")
    if url and len(url) <= _LONGEST_URL:
        return say(language, "phone.rules_at", url=url)
    return say(language, "phone.rules_ask")
