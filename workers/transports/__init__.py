"""Senders, one per service: an outgoing row in, what the world did with it out; vendors' exceptions stay here.

telegram.py sends · telegram_calls.py names the call · group_questions.py asks · aiohttp_request.py is its HTTP
"""
