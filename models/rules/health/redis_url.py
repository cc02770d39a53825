"""What the address of a Redis says about who else may use it."""

from urllib.parse import parse_qs, urlsplit


def is_open(url: str) -> bool:
    """Whether a Redis is named without a password. A socket file has an owner instead; an empty one names none."""
    try:
        parts = urlsplit(url)
        password = parts.password
    except ValueError:
        return False  # whoever connects will say what is wrong with it
    if not url or parts.scheme == "unix":
        return False
    return not password and "password" not in parse_qs(parts.query)
