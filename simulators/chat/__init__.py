"""A terminal in which a newcomer types as a requester and as an agent.

`terminal.py` is the loop, `commands.py` what a line means, `screen.py` the looks, `phrases.py` the words.
"""
