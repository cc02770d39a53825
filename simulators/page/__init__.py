"""The page with the phones and the staff group: what a newcomer sees first.

`serve.py` runs it, `doors.py` keeps other web sites out, `conversation.py` speaks with a browser, `links.py` with the
simulators, `clock.py` with the product's clock command. `static/` is the page itself: plain modules, no build.
"""
