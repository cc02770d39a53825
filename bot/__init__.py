"""Where people talk to us: `python -m bot`.

inbox_loop.py runs what was stored · telegram/, sms/ read it · requester/ the one path of what requesters say ·
conversation/ dialogues free of any transport
"""
