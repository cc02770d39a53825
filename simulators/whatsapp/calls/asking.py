"""What is asked about numbers, accounts, templates and the token: by whoever sets up a business, and by a doctor."""

from typing import Any

from simulators.whatsapp.calls.call import Call
from simulators.whatsapp.errors import no_such_object
from simulators.whatsapp.records import Account, Number, Wire

_NUMBER_FIELDS = (
    "verified_name",
    "code_verification_status",
    "display_phone_number",
    "quality_rating",
    "platform_type",
)
#: Of a number, which nobody here has a value for.
_EMPTY = (
    *("conversational_automation", "new_name_status", "is_preverified_number", "search_visibility", "health_status"),
    *("eligibility_for_api_business_global_search", "certificate", "new_certificate", "last_onboarded_time"),
    *("whatsapp_business_manager_messaging_limit", "quality_score"),
    *("country_code", "country_dial_code"),
)
_EMPTY_OF_TEMPLATES = (
    *(
        "message_send_ttl_seconds",
        "correct_category",
        "previous_category",
        "rejected_reason",
        "library_template_name",
    ),
    *("quality_score", "cta_url_link_tracking_opted_out", "sub_category", "degrees_of_freedom_spec"),
)
_PERMISSIONS = ["whatsapp_business_management", "whatsapp_business_messaging"]


def one_object(call: Call) -> Wire:
    """GET /{id} of a number or an account."""
    if call.id in call.world.numbers:
        return call.fields(_number(call.account, call.number()), _NUMBER_FIELDS, _EMPTY)
    if call.id == call.account.id:
        account = call.account
        shown = {"id": account.id, "name": account.name, "timezone_id": "116", "currency": "RUB"}
        return call.fields(shown, ("name", "timezone_id"))
    raise no_such_object(call.id, call.verb)


def _number(account: Account, number: Number) -> Wire:
    return {
        "id": number.id,
        "display_phone_number": f"+{number.display}",
        "verified_name": number.verified_name,
        "quality_rating": number.quality_rating,
        "code_verification_status": "VERIFIED" if number.registered else "EXPIRED",
        "platform_type": "CLOUD_API" if number.registered else "NOT_APPLICABLE",
        "status": "CONNECTED" if number.registered else "DISCONNECTED",
        "name_status": "APPROVED",
        "account_mode": "SANDBOX" if number.allowed is not None else "LIVE",
        "throughput": {"level": "STANDARD"},
        "is_official_business_account": False,
        "is_on_biz_app": False,
        "is_pin_enabled": True,
        "webhook_configuration": {"application": account.callback_url},
    }


def numbers(call: Call) -> Wire:
    account = call.own_account()
    found = [_number(account, number) for number in call.world.numbers_of(account)]
    return _page(call, [call.fields(shown, _NUMBER_FIELDS, _EMPTY) for shown in found])


def templates(call: Call) -> Wire:
    account = call.own_account()
    found = [one.wire() for one in call.world.templates.values() if one.account_id == account.id]
    for name in ("name", "language", "status", "category"):
        if name in call.params:
            found = [one for one in found if one[name] == call.params[name]]
    usual = ("name", "language", "status", "category", "components")
    page = _page(call, [call.fields(one, usual, _EMPTY_OF_TEMPLATES) for one in found])
    if "summary" in call.params:
        of_all = sum(one.account_id == account.id for one in call.world.templates.values())
        counts = {"total_count": len(found), "message_template_count": of_all, "message_template_limit": 250}
        page["summary"] = {**counts, "are_translations_complete": True}
    return page


def _page(call: Call, rows: list[Wire]) -> Wire:
    """25 at a time, as of the Graph API; `after` is the cursor that was given with the page before."""
    size = int(call.params.get("limit", 25))
    first = int(call.params.get("after") or 0)
    page = rows[first : first + size]
    paging: Wire = {"cursors": {"before": str(first), "after": str(first + len(page))}}
    if first + size < len(rows):
        query = f"limit={size}&after={first + size}"
        paging["next"] = f"{call.base}/v23.0/{call.id}/message_templates?{query}"
    return {"data": page, "paging": paging}


def subscribed_apps(call: Call) -> Wire:
    account = call.own_account()
    if call.verb == "GET":
        app = {"id": account.app_id, "name": account.name, "link": "https://www.facebook.com/games/?app_id=0"}
        return {"data": [{"whatsapp_business_api_data": app}] if account.subscribed else []}
    account.subscribed = call.verb == "POST"
    call.world.save("account", account.id, account)
    return {"success": True}


def me(call: Call) -> Wire:
    return {"id": f"1{call.account.id[1:]}", "name": f"{call.account.name} (system user)"}


def debug_token(call: Call) -> Wire:
    """Of the token that is asked about; it may be one that has ended."""
    asked_about = call.need("input_token")
    found = next((one for one in call.world.accounts.values() if one.token == asked_about), None)
    if found is None:
        error = {"code": 190, "message": "Invalid OAuth access token."}
        return {"data": {"is_valid": False, "error": error, "scopes": []}}
    shown: dict[str, Any] = {
        "app_id": found.app_id,
        "type": "SYSTEM_USER",
        "application": found.name,
        "expires_at": int(call.world.now()) - 60 if found.expired else 0,
        "is_valid": not found.expired,
        "scopes": _PERMISSIONS,
        "granular_scopes": [{"scope": scope, "target_ids": [found.id]} for scope in _PERMISSIONS],
    }
    if found.expired:
        shown["error"] = {"code": 190, "message": "Error validating access token", "subcode": 463}
    return {"data": shown}
