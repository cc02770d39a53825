"""Characters that turn round what stands beside them: kept where they were written, left out where we show them."""

import re
from typing import Final

#: Embeddings, overrides and isolates of the bidirectional algorithm. Each takes one UTF-16 unit.
DIRECTIONS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")


def without_directions(text: str) -> str:
    return text if text.isascii() else DIRECTIONS.sub("", text)
