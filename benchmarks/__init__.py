"""Measurements: `python -m benchmarks NAME` prints one JSON object as its last line.

relay.py: messages through the whole house (in bursts: bursts.py; on both engines: engines.py)
start.py: how soon a second `make run` is ready · gsm.py: the modem · working_time.py: counting hours · webhook.py
deadlines.py: a million open timers (many_tickets.py fills the tables, own_postgresql.py starts the server)
"""
