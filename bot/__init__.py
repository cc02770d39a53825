"""Where people talk to us: `python -m bot`.

conversation/ dialogues free of any transport · telegram/ updates ↔ inbound · inbox_loop.py runs what was stored
"""
