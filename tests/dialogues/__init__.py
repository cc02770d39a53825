"""Every dialogue in both languages, over a chat with edits, one with few buttons and lists, and SMS.

phone.py: what a person does and sees. office.py: what stands behind. One file for each family of dialogues.
"""
