"""Dialogues free of any transport: `respond(state, inbound, context)` gives `(state, replies, intents)`.

dialogue.py routes · request.py, open_tickets.py, closed_tickets.py, commands.py, presses.py decide ·
prompts.py, greeting.py, confirmations.py speak · state.py is what the conversation row keeps.
"""
