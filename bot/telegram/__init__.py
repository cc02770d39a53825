"""Telegram's side of the bot: updates in, through aiogram's types, to what the house understands.

ingest.py stores · updates.py names lanes · router.py → requester.py, staff_topic.py, staff_commands.py, membership.py
"""
