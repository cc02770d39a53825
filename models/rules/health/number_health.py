"""Whether a support number can do its work: the doctor's verdict over what its service says about it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from models.rules.health.group_health import Finding, Grade

#: What a token has to be allowed, as the service calls it.
PERMISSIONS: Final = ("whatsapp_business_messaging", "whatsapp_business_management")
_SOON: Final = timedelta(days=14)
_WORSE: Final = ("YELLOW", "RED")
_UTILITY: Final = "UTILITY"
#: So many failures, and such a share of all, are more than phones that are switched off.
_FAILURES, _SHARE = 5, 0.1


@dataclass(frozen=True)
class TemplateFacts:
    """One template in one language. status, category: the service's own words. parameters: that its text wants."""

    name: str
    language: str
    status: str
    category: str
    parameters: int = 0


@dataclass(frozen=True)
class NumberFacts:
    """What the service says about one number, as far as we act on it; no words of anybody.

    refused: the service's answer when it would not speak of the number; then nothing else is known. shown: in digits.
    expires_at: of the token, in Unix seconds; 0: never. missing: permissions. callback: where it brings what comes;
    subscribed, templates: None: nobody could say.
    """

    transport: str
    account: str
    refused: str = ""
    shown: str = ""
    expires_at: int = 0
    missing: tuple[str, ...] = ()
    registered: bool = True
    test_only: bool = False
    quality: str = ""
    callback: str = ""
    subscribed: bool | None = None
    templates: tuple[TemplateFacts, ...] | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> "NumberFacts":
        templates = kept["templates"]
        lists = {
            "missing": tuple(kept["missing"]),
            "templates": None if templates is None else tuple(TemplateFacts(**one) for one in templates),
        }
        return cls(**{**kept, **lists})


@dataclass(frozen=True)
class NumberKnown:
    """What we know ourselves. title: what people call the number. templates: name and language, as the regulation
    wants them. heard: something came by it at some time. sent, failed: of what was given to it lately.
    """

    title: str
    templates: Sequence[tuple[str, str]] = ()
    heard: bool = True
    sent: int = 0
    failed: int = 0


def number_findings(facts: NumberFacts, known: NumberKnown, path: str, now: datetime) -> list[Finding]:
    """path: of our address, where what comes has to be brought. now: aware, real time."""
    said = {"number": known.title if not facts.shown else f"{known.title}, +{facts.shown}"}
    if facts.refused:
        return [Finding(Grade.BROKEN, "number_token", {**said, "answer": facts.refused})]
    found = [_token(facts, said, now), *_standing(facts, said), _webhook(facts, said, path)]
    if facts.subscribed is False:
        found.append(Finding(Grade.BROKEN, "number_subscribed", said))
    found += [_template(facts, said, name, language) for name, language in known.templates]
    if not known.heard:
        found.append(Finding(Grade.WARNING, "number_heard", said))
    if known.failed >= _FAILURES and known.failed >= _SHARE * (known.sent + known.failed):
        counts = {"failed": known.failed, "all": known.sent + known.failed}
        found.append(Finding(Grade.WARNING, "number_failures", {**said, **counts}))
    return found


def _token(facts: NumberFacts, said: Mapping[str, object], now: datetime) -> Finding:
    if facts.missing:
        return Finding(Grade.BROKEN, "number_permission", {**said, "names": ", ".join(facts.missing)})
    if not facts.expires_at:
        return Finding(Grade.FINE, "number_token", said)
    ends = datetime.fromtimestamp(facts.expires_at, UTC)
    grade = Grade.WARNING if ends - now < _SOON else Grade.FINE
    return Finding(grade, "number_token_ends", {**said, "day": ends.date().isoformat()})


def _standing(facts: NumberFacts, said: Mapping[str, object]) -> list[Finding]:
    found = [Finding(Grade.FINE if facts.registered else Grade.BROKEN, "number_registered", said)]
    if facts.test_only:
        found.append(Finding(Grade.WARNING, "number_test", said))
    if facts.quality in _WORSE:
        found.append(Finding(Grade.WARNING, "number_quality", {**said, "quality": facts.quality}))
    return found


def _webhook(facts: NumberFacts, said: Mapping[str, object], path: str) -> Finding:
    if not facts.callback:
        return Finding(Grade.BROKEN, "number_webhook", {**said, "path": path})
    fine = facts.callback.rstrip("/").endswith(path)
    return Finding(
        Grade.FINE if fine else Grade.BROKEN,
        "number_webhook" if fine else "number_webhook_elsewhere",
        {**said, "url": facts.callback, "path": path},
    )


def _template(facts: NumberFacts, said: Mapping[str, object], name: str, language: str) -> Finding:
    what = {**said, "template": name, "language": language}
    if facts.templates is None:
        return Finding(Grade.WARNING, "number_template_unknown", what)
    one = next((one for one in facts.templates if (one.name, one.language) == (name, language)), None)
    if one is None:
        return Finding(Grade.WARNING, "number_template_missing", what)
    if one.status != "APPROVED":
        return Finding(Grade.WARNING, "number_template_status", {**what, "status": one.status})
    if one.parameters:
        return Finding(Grade.WARNING, "number_template_parameters", {**what, "count": one.parameters})
    if one.category != _UTILITY:
        return Finding(Grade.WARNING, "number_template_category", {**what, "category": one.category})
    return Finding(Grade.FINE, "number_template", what)


def role_findings(in_settings: Sequence[str], in_regulation: Sequence[str]) -> list[Finding]:
    """Roles that stand in one place only; nothing where the settings name no role."""
    found = [
        Finding(Grade.WARNING, "number_role", {"role": role}) for role in in_settings if role not in in_regulation
    ]
    if in_settings:
        found += [
            Finding(Grade.WARNING, "number_unserved", {"role": role})
            for role in in_regulation
            if role not in in_settings
        ]
    return found
