"""Reading JSON from outside, so that all of it can be kept and written again."""

import json
from typing import Any


def json_in(body: bytes | str) -> Any:
    """Raises ValueError also for what nests too deep, and for half a surrogate pair: no UTF-8 can hold it."""
    text = body.decode() if isinstance(body, bytes) else body
    try:
        value = json.loads(text)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("nested too deep") from None
    return value
