"""Measurements: `python -m benchmarks NAME` prints one JSON object as its last line.

relay.py: messages through the whole house · start.py: how soon a second `make run` is ready, and its memory
gsm.py: the modem · deadlines.py: a million timers · working_time.py: microseconds of counting hours
"""
