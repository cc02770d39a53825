"""What the real Cloud API rejects the simulated one rejects, with its code, HTTP status and shape of errors."""

from typing import Any

import pytest

from tests.simulated_whatsapp import SimulatedWhatsApp, WhatsAppRefused

Wire = dict[str, Any]


def button(id: str = "yes", title: str = "Да") -> Wire:
    return {"type": "reply", "reply": {"id": id, "title": title}}


def buttons(*given: Wire, **more: Any) -> Wire:
    return {
        "interactive": {
            "type": "button",
            "body": {"text": "Работает?"},
            "action": {"buttons": list(given) or [button()]},
            **more,
        }
    }


def listed(*sections: Wire, **more: Any) -> Wire:
    action = {"button": "Выбрать", "sections": list(sections) or [section(1)]}
    return {"interactive": {"type": "list", "body": {"text": "О чём?"}, "action": {**action, **more}}}


def section(count: int, title: str = "Темы", first: int = 0, **row: Any) -> Wire:
    rows = [{"id": f"row:{place}", "title": f"Тема {place}", **row} for place in range(first, first + count)]
    return {"title": title, "rows": rows}


def template(name: str = "leave", parameters: list[Wire] | None = None, code: str = "ru", **more: Any) -> Wire:
    given = [{"type": "text", "text": "Анна"}] if parameters is None else parameters
    components = [{"type": "body", "parameters": given}]
    return {"template": {"name": name, "language": {"code": code}, "components": components, **more}}


#: What is sent, and the code with which it comes back.
REFUSED: list[tuple[str, Wire, int]] = [
    ("no messaging_product", {"messaging_product": None, "text": {"body": "а"}}, 100),
    ("another product", {"messaging_product": "sms", "text": {"body": "а"}}, 100),
    ("nobody", {"recipient": "", "text": {"body": "а"}}, 100),
    ("unknown type", {"type": "poll", "poll": {}}, 100),
    ("nothing of its type", {"type": "text"}, 131008),
    ("unknown field", {"text": {"body": "а"}, "txt": 1}, 100),
    ("unknown field within", {"text": {"body": "а", "preview": True}}, 100),
    ("text of another type", {"text": {"body": 5}}, 100),
    ("text without words", {"text": {}}, 131008),
    ("empty text", {"text": {"body": ""}}, 131009),
    ("text of 4097", {"text": {"body": "а" * 4097}}, 100),
    ("unknown user", {"recipient": "RU.1", "text": {"body": "а"}}, 100),
    ("no phone", {"to": "Анна", "text": {"body": "а"}}, 100),
    ("oneself", {"to": "SELF", "text": {"body": "а"}}, 131021),
    ("group", {"recipient_type": "group", "text": {"body": "а"}}, 100),
    ("four buttons", buttons(*(button(str(n), str(n)) for n in range(4))), 131009),
    ("no button", buttons(action={"buttons": []}), 131009),
    ("title of 21", buttons(button(title="а" * 21)), 131009),
    ("id of 257", buttons(button("x" * 257)), 131009),
    ("empty title", buttons(button(title="")), 131009),
    ("blank title", buttons(button(title=" ")), 131009),
    ("same titles", buttons(button("1", "Да"), button("2", "Да")), 131009),
    ("same ids", buttons(button("1", "Да"), button("1", "Нет")), 131009),
    ("body of 1025", buttons(body={"text": "а" * 1025}), 131009),
    ("no body", {"interactive": {"type": "button", "action": {"buttons": [button()]}}}, 131008),
    ("header of 61", buttons(header={"type": "text", "text": "а" * 61}), 131009),
    ("footer of 61", buttons(footer={"text": "а" * 61}), 131009),
    ("header without its words", buttons(header={"type": "text"}), 131008),
    ("button of a link among replies", buttons({"type": "url", "url": "https://example.com"}), 131008),
    ("eleven rows", listed(section(6), section(5, "Ещё", 6)), 131009),
    ("eleven rows in one", listed(section(11)), 131009),
    ("eleven sections", listed(*(section(1, str(n), n) for n in range(11))), 131009),
    ("no rows", listed({"title": "Темы", "rows": []}), 131009),
    ("row title of 25", listed(section(1, title="Темы") | {"rows": [{"id": "1", "title": "а" * 25}]}), 131009),
    ("row id of 201", listed(section(1, id="x" * 201)), 131009),
    ("description of 73", listed(section(1, description="а" * 73)), 131009),
    ("same row ids", listed(section(2, id="1")), 131009),
    ("button of 21", listed(button="а" * 21), 131009),
    ("sections without titles", listed(section(1), {"rows": section(1, first=5)["rows"]}), 131009),
    ("interactive of tomorrow", {"interactive": {"type": "carousel"}}, 131009),
    ("quote of nothing", {"text": {"body": "а"}, "context": {"message_id": "wamid.none"}}, 131009),
    ("reaction to nothing", {"reaction": {"message_id": "wamid.none", "emoji": "👍"}}, 131009),
    ("image of nothing", {"image": {}}, 131009),
    ("image twice", {"image": {"id": "1", "link": "https://example.com/a.png"}}, 131009),
    ("image that was never uploaded", {"image": {"id": "1"}}, 100),
    ("no link", {"image": {"link": "a.png"}}, 131009),
    ("caption of 1025", {"image": {"link": "https://example.com/a.png", "caption": "а" * 1025}}, 131009),
    ("caption of audio", {"audio": {"link": "https://example.com/a.mp3", "caption": "а"}}, 100),
    ("six contacts", {"contacts": [{"name": {"formatted_name": "И"}}] * 6}, 131009),
    ("contact without a name", {"contacts": [{"phones": [{"phone": "1"}]}]}, 131008),
    ("place without a place", {"location": {"name": "Офис"}}, 131008),
    ("unknown template", template("nothing"), 132001),
    ("another language", template(code="en"), 132001),
    ("too few parameters", template(parameters=[]), 132000),
    ("too many parameters", template(parameters=[{"type": "text", "text": "1"}] * 2), 132000),
    ("parameter of another type", template(parameters=[{"type": "image", "image": {"id": "1"}}]), 132012),
    ("parameter with a new line", template(parameters=[{"type": "text", "text": "а\nб"}]), 132018),
    ("too long a parameter", template(parameters=[{"type": "text", "text": "а" * 1025}]), 132005),
    ("rejected template", template("rejected"), 132001),
    ("waiting template", template("pending"), 132001),
    ("paused template", template("paused"), 132015),
    ("disabled template", template("disabled"), 132016),
    ("code to a user id", template("code"), 131062),
]
STATUSES = {131026: 400, 132001: 404, 131031: 403, 190: 401}


@pytest.fixture
def anna(whatsapp: SimulatedWhatsApp) -> Wire:
    person = whatsapp.person("Анна")
    whatsapp.types(person, "Здравствуйте")
    return person


def refusal(whatsapp: SimulatedWhatsApp, person: Wire, value: Wire) -> WhatsAppRefused:
    kind = next((name for name in value if name not in ("to", "recipient", "recipient_type", "context")), "text")
    message = {"messaging_product": "whatsapp", "type": kind, "recipient": person["user_id"], **value}
    if "to" in value:
        del message["recipient"]
    with pytest.raises(WhatsAppRefused) as caught:
        whatsapp.api("POST", f"{whatsapp.phone_id}/messages", message)
    return caught.value


@pytest.mark.parametrize(("value", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_is_wrong_with_a_message_is_named_by_its_code(
    whatsapp: SimulatedWhatsApp, anna: Wire, value: Wire, code: int
) -> None:
    if "template" in value:
        status = {"rejected": "REJECTED", "pending": "PENDING", "paused": "PAUSED", "disabled": "DISABLED"}
        for name in ("leave", "code", *status):
            category = "AUTHENTICATION" if name == "code" else "UTILITY"
            whatsapp.template(name, "Ответ для {{1}}", status=status.get(name, "APPROVED"), category=category)
    if value.get("to") == "SELF":
        [number] = [one for one in whatsapp.get("/control/numbers")["numbers"] if one["id"] == whatsapp.phone_id]
        value = {**value, "to": number["display"]}
    refused = refusal(whatsapp, anna, value)
    assert (refused.code, refused.status) == (code, STATUSES.get(code, 400)), refused
    assert refused.error["message"].startswith(f"(#{code}) ")
    assert refused.error["type"] == "OAuthException"
    assert refused.error["error_data"]["messaging_product"] == "whatsapp"
    assert refused.details
    assert refused.error["fbtrace_id"]
    assert whatsapp.texts(anna) == []


@pytest.mark.parametrize(
    ("token", "code", "status"), [("", 104, 401), ("EAAwrong", 190, 401)], ids=["no token", "unknown token"]
)
def test_only_a_token_opens_the_door(whatsapp: SimulatedWhatsApp, token: str, code: int, status: int) -> None:
    with pytest.raises(WhatsAppRefused) as caught:
        whatsapp.api("GET", whatsapp.phone_id, token=token or " ")
    assert (caught.value.code, caught.value.status) == (code, status)


def test_an_expired_token_opens_nothing_until_there_is_another(whatsapp: SimulatedWhatsApp, anna: Wire) -> None:
    old = whatsapp.token
    whatsapp.change_account(expired=True)
    refused = refusal(whatsapp, anna, {"text": {"body": "Смотрим"}})
    assert (refused.code, refused.status, refused.error["error_subcode"]) == (190, 401, 463)
    whatsapp.change_account(token=f"{old}-renewed", expired=False)
    assert whatsapp.sends(anna, "text", {"body": "Смотрим"}).startswith("wamid.")
    asked = whatsapp.api("GET", f"debug_token?input_token={whatsapp.token}")["data"]
    assert (asked["is_valid"], "whatsapp_business_messaging" in asked["scopes"]) == (True, True)


def test_what_is_another_business_is_not_there(
    simulated_whatsapp: SimulatedWhatsApp, whatsapp: SimulatedWhatsApp, anna: Wire
) -> None:
    other = simulated_whatsapp.phone_id
    for path in (other, f"{other}/messages", f"{simulated_whatsapp.account()['id']}/message_templates"):
        with pytest.raises(WhatsAppRefused) as caught:
            whatsapp.api("POST" if path.endswith("messages") else "GET", path, {"text": {"body": "а"}})
        assert (caught.value.code, caught.value.error["error_subcode"]) == (100, 33)
        assert caught.value.error["type"] == "GraphMethodException"
    ours = anna["user_ids"]
    assert len(set(ours.values())) == len(ours), "each business knows a person by an id of its own"


@pytest.mark.parametrize("window", ["at_once", "late"])
def test_a_closed_window_lets_templates_through_only(whatsapp: SimulatedWhatsApp, anna: Wire, window: str) -> None:
    whatsapp.template("leave", "Есть ответ. Прислать?", buttons=["Да"])
    whatsapp.behaves(window=window)
    whatsapp.clock(24 * 3600 + 60)
    assert not whatsapp.chat(anna)["window_open"]
    if window == "at_once":
        assert refusal(whatsapp, anna, {"text": {"body": "Ответ"}}).code == 131047
    else:
        sent = whatsapp.sends(anna, "text", {"body": "Ответ"})
        [failed] = [one for one in whatsapp.messages(anna, all=1) if one["id"] == sent]
        assert (failed["status"], failed["error"]["code"]) == ("failed", 131047)
    whatsapp.sends(anna, "template", {"name": "leave", "language": {"code": "ru"}})
    whatsapp.presses(anna, "Да")
    whatsapp.sends(anna, "text", {"body": "Ответ"})
    assert whatsapp.texts(anna) == ["Есть ответ. Прислать?", "Ответ"]


def test_a_test_number_writes_only_to_those_who_are_allowed(whatsapp: SimulatedWhatsApp, anna: Wire) -> None:
    whatsapp.change_number(allowed=["79990000000"])
    assert refusal(whatsapp, anna, {"text": {"body": "а"}}).code == 131030
    whatsapp.change_number(allowed=[anna["phone"]])
    whatsapp.sends(anna, "text", {"body": "Смотрим"})


@pytest.mark.parametrize("code", [131031, 131042, 130497])
def test_a_locked_account_sends_nothing(whatsapp: SimulatedWhatsApp, anna: Wire, code: int) -> None:
    whatsapp.change_account(refusal=code)
    assert refusal(whatsapp, anna, {"text": {"body": "а"}}).code == code


def test_limits_are_of_a_number_and_of_a_person(whatsapp: SimulatedWhatsApp, anna: Wire) -> None:
    boris = whatsapp.person("Борис")
    whatsapp.types(boris, "Здравствуйте")
    whatsapp.limits(pair="1/60")
    whatsapp.sends(anna, "text", {"body": "1"})
    assert refusal(whatsapp, anna, {"text": {"body": "2"}}).code == 131056
    whatsapp.sends(boris, "text", {"body": "1"})
    whatsapp.limits(number="1/60")
    whatsapp.sends(anna, "text", {"body": "2"})
    assert refusal(whatsapp, boris, {"text": {"body": "2"}}).code == 130429
