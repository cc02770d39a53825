"""Otklik's stand-ins for the outside world; they speak the wire and import nothing of the product.

`telegram/` and `whatsapp/` are strict API servers with control APIs, `modem/` speaks AT; `chat/` is a terminal
to type as anyone, `page/` shows the phones in a browser.
"""
