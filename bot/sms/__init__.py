"""People who text or ring the number of a modem: what the bridge stored, made part of a conversation.

router.py takes a stored row → texts.py, calls.py; phones.py knows whose phone it is; replies.py answers by SMS.
"""
