"""What testers may order over HTTP: phones text and ring, watch what came, make modem and network misbehave.

`routes.py` is the table of endpoints; docs/simulators.md describes each.
"""
