"""Telegram's side of the bot: updates in, as python-telegram-bot's types, to what the house understands.

ingest.py stores · updates.py names lanes · reader.py → private_chat.py, staff_topic.py, staff_commands.py …
"""
