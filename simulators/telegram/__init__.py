"""A strict Telegram Bot API server: `serve.py` starts it, `endpoint.py` answers a call.

World: `records`, `world`, `posting`, `update_queue`, `journal`. Bot API: `methods/`. For testers: `control/`.
"""
