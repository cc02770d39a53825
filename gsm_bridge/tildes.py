"""The «~» of Unicode texts, which libGammu 1.45 takes for an escape of its own: of what leaves only a doubled one
goes. What comes is read from its octets (pdu.py). Pure.
"""


def to_leave(text: str) -> str:
    """What has to be given to libGammu, so that this text leaves."""
    return text.replace("~", "~~")
