"""Measurements: `python -m benchmarks NAME` prints one JSON object as its last line.

relay.py: messages through the whole house · start.py: how soon a second `make run` is ready, and its memory
gsm.py: the modem · working_time.py: microseconds of counting hours · deadlines.py: a million open timers
(many_tickets.py fills the tables, own_postgresql.py starts the server)
"""
