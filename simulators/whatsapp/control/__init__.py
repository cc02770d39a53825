"""What testers may order over `/control/...`: type as anyone, watch, set limits, make it misbehave.

`routes.py` is the table of endpoints; docs/simulators.md describes each.
"""
