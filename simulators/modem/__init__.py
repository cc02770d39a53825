"""A GSM modem on a pseudo-terminal, its SIM, the network and the phones in it: AT on the wire, ordered over HTTP.

`port.py` the cable → `terminal.py` AT lines → `commands/` → `modem.py` → `network.py` and `calls.py` outside.
`gsm7.py`, `pdu.py`, `parts.py` code short messages; `control/` is what testers may order; `serve.py` the process.
"""
