"""Refusals as the Graph API words them: {"error": {message, type, code, error_data, fbtrace_id}}.

Codes, titles and HTTP statuses: Meta's page "Cloud API error codes"; what never came is told by a status.
"""

import secrets
from typing import Any

#: code → (HTTP status, title, details)
TITLES: dict[int, tuple[int, str, str]] = {
    0: (401, "AuthException", "We were unable to authenticate the app user."),
    10: (403, "Application does not have permission for this action", "Permission is not granted or was removed."),
    100: (400, "Invalid parameter", "The request included one or more unsupported or misspelled parameters."),
    190: (401, "Error validating access token", "The access token has expired or is not valid."),
    368: (403, "Temporarily blocked for policies violations", "The account was restricted for violating a policy."),
    130429: (400, "Rate limit hit", "Cloud API message throughput has been reached."),
    130472: (400, "User's number is part of an experiment", "The user's number is part of an experiment."),
    130497: (403, "Business account is restricted from messaging users in this country.", "Not in this country."),
    131000: (500, "Something went wrong", "Message failed to send due to an unknown error."),
    131005: (403, "Access denied", "Permission is either not granted or has been removed."),
    131008: (400, "Required parameter is missing", "The request is missing a required parameter."),
    131009: (400, "Parameter value is not valid", "One or more parameter values are invalid."),
    131016: (500, "Service unavailable", "A service is temporarily unavailable."),
    131021: (400, "Recipient cannot be sender", "Sender and recipient phone number is the same."),
    131026: (400, "Message undeliverable", "Message Undeliverable."),
    131030: (400, "Recipient phone number not in allowed list", "The recipient is not in the allowed list."),
    131031: (403, "Business Account locked", "The account has been restricted or disabled."),
    131037: (400, "Display name approval needed", "The business number has no approved display name."),
    131042: (400, "Business eligibility payment issue", "There was an error related to your payment method."),
    131047: (
        400,
        "Re-engagement message",
        "Message failed to send because more than 24 hours have passed since the customer last replied.",
    ),
    131048: (400, "Spam rate limit hit", "Previous messages were blocked or flagged as spam."),
    131049: (
        400,
        "This message was not delivered to maintain healthy ecosystem engagement.",
        "In order to maintain a healthy ecosystem engagement, the message failed to be delivered.",
    ),
    131050: (400, "User's number has opted out", "The user has stopped marketing messages from your business."),
    131051: (400, "Unsupported message type", "Message type is not currently supported."),
    131052: (400, "Media download error", "Unable to download the media sent by the user."),
    131053: (400, "Media upload error", "Unable to upload the media used in the message."),
    131056: (
        400,
        "(Business Account, Consumer Account) pair rate limit hit",
        "Too many messages sent from this phone number to the same phone number in a short period of time.",
    ),
    131057: (500, "Account in maintenance mode", "Business Account is in maintenance mode."),
    131062: (400, "Business-scoped User ID recipients are not supported", "Use a phone number for this message."),
    132000: (400, "Number of parameters does not match the expected number of params", ""),
    132001: (404, "Template name does not exist in the translation", ""),
    132005: (400, "Translated text too long", "The translated text is too long."),
    132007: (400, "Template Format Character Policy Violated", "Template content violates a WhatsApp policy."),
    132012: (400, "Parameter format does not match format in the created template", ""),
    132015: (400, "Template is Paused", "Template is paused due to low quality."),
    132016: (400, "Template is Disabled", "Template was paused too many times and is now permanently disabled."),
    132018: (400, "Template parameters are not valid", "Param text cannot have new-line/tab characters."),
    133010: (400, "Phone number not registered", "Phone number not registered on the WhatsApp Business Platform."),
}


class ApiError(Exception):
    """The call is answered with this code of the table, its HTTP status, and details."""

    def __init__(
        self, code: int, details: str = "", *, message: str = "", more: dict[str, Any] | None = None
    ) -> None:
        """message: in place of the code's title. more: fields of `error` that others don't have; status: the HTTP
        status in place of the code's.
        """
        status, title, usual = TITLES.get(code, (400, "Invalid parameter", ""))
        self.code, self.title, self.details = code, message or title, details or usual or title
        self._more = dict(more or {})
        self.status: int = self._more.pop("status", status)
        super().__init__(f"(#{code}) {self.title}: {self.details}")

    def answer(self) -> dict[str, Any]:
        error: dict[str, Any] = {
            "message": self.title if self.code == 190 else f"(#{self.code}) {self.title}",
            "type": "OAuthException",
            "code": self.code,
            "fbtrace_id": f"A{secrets.token_urlsafe(12)}",
        }
        if self.code > 1000 or self.code == 100:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        return {"error": error | self._more}

    def of_a_status(self) -> dict[str, Any]:
        """As a failed status and an unsupported message carry it."""
        return {
            "code": self.code,
            "title": self.title,
            "message": self.title,
            "error_data": {"details": self.details},
            "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
        }


def no_such_object(number: str, verb: str) -> ApiError:
    """An id that is unknown, or belongs to somebody else: nobody is told which."""
    asked = "Unsupported post request" if verb == "POST" else f"Unsupported {verb.lower()} request"
    words = (
        f"{asked}. Object with ID '{number}' does not exist, cannot be loaded due to missing permissions, "
        "or does not support this operation"
    )
    return ApiError(100, words, message=words, more={"type": "GraphMethodException", "error_subcode": 33})


def token_expired() -> ApiError:
    words = "Error validating access token: Session has expired. The current time is later than its end."
    return ApiError(190, message=words, more={"error_subcode": 463})


def bad_token() -> ApiError:
    return ApiError(190, message="Invalid OAuth access token - Cannot parse access token")


def no_token() -> ApiError:
    words = "An access token is required to request this resource."
    return ApiError(104, message=words, more={"status": 401})
