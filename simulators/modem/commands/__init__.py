"""What each AT command does. `table.py` finds them; identity, settings, messages, network and calls do them.

`answers.py`: what a command gives back. `parsing.py`: how a line falls into commands.
"""
