"""The bot itself: who it is, its commands and texts."""

from functools import partial
from typing import Any

from simulators.telegram.errors import bad_request
from simulators.telegram.methods.registry import Call, bot_api_method
from simulators.telegram.records import Wire

TEXTS = {"Name": "name", "Description": "description", "ShortDescription": "short_description"}


@bot_api_method("getMe")
def get_me(call: Call) -> Wire:
    return {
        **call.bot.wire(),
        "can_join_groups": True,
        "can_read_all_group_messages": not call.bot.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_guest_queries": False,
        "supports_join_request_queries": False,
    }


@bot_api_method("logOut", "close")
def log_out(call: Call) -> bool:
    return True


def _scope(params: dict[str, Any]) -> str:
    scope = params.get("scope") or {"type": "default"}
    where = ":".join(str(scope[name]) for name in ("type", "chat_id", "user_id") if name in scope)
    return f"commands/{where}/{params.get('language_code', '')}"


@bot_api_method("setMyCommands")
def set_my_commands(call: Call) -> bool:
    for command in call.params["commands"]:
        name = command["command"].removeprefix("/")
        if not name.replace("_", "a").isalnum() or name != name.lower() or not name.isascii():
            raise bad_request("BOT_COMMAND_INVALID")
    call.bot.profile[_scope(call.params)] = call.params["commands"]
    call.world.save_bot(call.bot)
    return True


@bot_api_method("getMyCommands")
def get_my_commands(call: Call) -> list[Wire]:
    commands: list[Wire] = call.bot.profile.get(_scope(call.params), [])
    return commands


@bot_api_method("deleteMyCommands")
def delete_my_commands(call: Call) -> bool:
    call.bot.profile.pop(_scope(call.params), None)
    call.world.save_bot(call.bot)
    return True


def _register_texts() -> None:
    for word, field in TEXTS.items():
        bot_api_method(f"setMy{word}")(partial(_set_text, field))
        bot_api_method(f"getMy{word}")(partial(_get_text, field))


def _set_text(field: str, call: Call) -> bool:
    call.bot.profile[f"{field}/{call.params.get('language_code', '')}"] = call.params.get(field, "")
    call.world.save_bot(call.bot)
    return True


def _get_text(field: str, call: Call) -> Wire:
    kept = call.bot.profile.get(f"{field}/{call.params.get('language_code', '')}", "")
    return {field: kept or (call.bot.first_name if field == "name" else "")}


_register_texts()


@bot_api_method("setMyDefaultAdministratorRights", "setChatMenuButton")
def accept(call: Call) -> bool:
    return True
