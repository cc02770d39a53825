"""The one path of what requesters say, whatever they say it by.

heard.py: what a reader makes of a payload → stored.py hands it over → authors.py (who) → limits.py → kept.py →
path.py (dialogue, or a ticket at once) → intents.py → saying.py.
"""
