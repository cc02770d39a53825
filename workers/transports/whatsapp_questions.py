"""What the doctor asks WhatsApp about a number: questions that change nothing."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from models.rules.delivery.transports import WHATSAPP
from models.rules.health.number_health import PERMISSIONS, NumberFacts, TemplateFacts
from workers.transports.whatsapp_answers import Answer

#: Asks for a path with parameters.
Ask = Callable[[str, Mapping[str, str]], Awaitable[Answer]]
_NUMBER_FIELDS: Final = (
    "display_phone_number",
    "quality_rating",
    "code_verification_status",
    "platform_type",
    "account_mode",
    "webhook_configuration",
)
_TEMPLATE_FIELDS: Final = "name,language,status,category,components"
#: Of one account there may be hundreds; more than these nobody can have.
_MOST_TEMPLATES: Final = "1000"


async def facts_about(ask: Ask, account: str, token: str) -> NumberFacts:
    """A number of which the service does not speak is an answer too. Raises what `ask` raises."""
    number, about_token = await asyncio.gather(
        ask(account, {"fields": ",".join(_NUMBER_FIELDS)}), ask("debug_token", {"input_token": token})
    )
    if not number.is_good:
        return NumberFacts(WHATSAPP.name, account, refused=_refusal(number))
    shown, said = number.tree(), about_token.tree().get("data")
    of_token = said if isinstance(said, dict) else {}
    subscribed, templates = await _of_business(ask, account, _businesses(of_token))
    scopes = of_token.get("scopes")
    callback = shown.get("webhook_configuration")
    return NumberFacts(
        transport=WHATSAPP.name,
        account=account,
        shown=re.sub(r"\D", "", str(shown.get("display_phone_number", ""))),
        expires_at=_whole(of_token.get("expires_at")),
        missing=tuple(one for one in PERMISSIONS if one not in scopes) if isinstance(scopes, list) else (),
        registered=shown.get("platform_type", "CLOUD_API") == "CLOUD_API",
        test_only=shown.get("account_mode") == "SANDBOX",
        quality=str(shown.get("quality_rating", "")),
        callback=_callback(callback) if isinstance(callback, dict) else "",
        subscribed=subscribed,
        templates=templates,
    )


async def _of_business(
    ask: Ask, account: str, businesses: Sequence[str]
) -> tuple[bool | None, tuple[TemplateFacts, ...] | None]:
    """Of the WhatsApp account to which the number belongs: whether an app hears of it, and its templates. None: the
    token does not say which accounts it is for, as that of an administrator.
    """
    for business in businesses:
        numbers = _rows(await ask(f"{business}/phone_numbers", {"fields": "id"}))
        if account in [one.get("id") for one in numbers or ()]:
            apps, found = await asyncio.gather(
                ask(f"{business}/subscribed_apps", {}),
                ask(f"{business}/message_templates", {"fields": _TEMPLATE_FIELDS, "limit": _MOST_TEMPLATES}),
            )
            of_apps, rows = _rows(apps), _rows(found)
            templates = None if rows is None else tuple(_template(one) for one in rows)
            return (None if of_apps is None else bool(of_apps)), templates
    return None, None


def _businesses(of_token: Mapping[str, Any]) -> list[str]:
    granular = of_token.get("granular_scopes")
    scopes = [one for one in granular if isinstance(one, dict)] if isinstance(granular, list) else []
    ids = [str(one) for scope in scopes for one in scope.get("target_ids") or ()]
    return [one for one in dict.fromkeys(ids) if one.isdecimal()]


def _rows(answer: Answer) -> list[Mapping[str, Any]] | None:
    rows = answer.tree().get("data") if answer.is_good else None
    return [one for one in rows if isinstance(one, dict)] if isinstance(rows, list) else None


def _template(row: Mapping[str, Any]) -> TemplateFacts:
    components = row.get("components")
    texts = [str(one.get("text", "")) for one in components or () if isinstance(one, dict)]
    wanted = sum(len(set(re.findall(r"\{\{\s*(\w+)\s*\}\}", text))) for text in texts)
    name, language, status, category = (str(row.get(key, "")) for key in ("name", "language", "status", "category"))
    return TemplateFacts(name, language, status, category, wanted)


def _callback(configured: Mapping[str, Any]) -> str:
    """The number's own address counts before the account's, and that before the app's."""
    named = (configured.get(name) for name in ("phone_number", "whatsapp_business_account", "application"))
    return next((str(one) for one in named if one), "")


def _refusal(answer: Answer) -> str:
    error = answer.tree().get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return f"HTTP {answer.status}" if code is None else str(code)


def _whole(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0
