"""People who write to a number of WhatsApp: what its webhook brought → what was heard.

batches.py takes a request apart · arrivals.py stores it · reader.py reads a stored row
"""
