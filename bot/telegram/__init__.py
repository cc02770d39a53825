"""Telegram's side of the bot: updates in, as python-telegram-bot's types, to what the house understands.

ingest.py stores · updates.py names lanes · router.py → requester.py, staff_topic.py, staff_commands.py, membership.py
"""
