"""What a bot may call: each file registers its Bot API methods in `registry.py`.

A handler takes a checked `Call` and returns the `result` of the answer, or raises `ApiError`.
"""
