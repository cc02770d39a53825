"""A strict WhatsApp Cloud API server: `serve.py` starts it, `endpoint.py` answers, `postman.py` posts webhooks.

World: `records`, `world`, `memory`. What the API does: `calls/`. For testers: `control/`.
"""
