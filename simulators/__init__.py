"""Otklik's stand-ins for the outside world; they speak the wire and import nothing of the product.

`telegram/` is a strict Bot API server with a control API, `chat/` a terminal to type as anyone.
"""
