"""People who text or ring the number of a modem: what the bridge stored → what was heard.

reader.py reads a stored row · shown.py says what staff see of an SMS
"""
