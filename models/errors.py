"""The root of every error that Otklik raises on purpose."""


class OtklikError(Exception):
    """A refusal in domain terms.

    phrase: key in models/phrases that is safe to show to the person who asked.
    facts: ids and values for that phrase and for the log; never personal data.
    """

    phrase = "error.unexpected"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.__class__.__name__ + (f" {facts}" if facts else ""))
        self.facts = facts
