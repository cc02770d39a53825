"""What staff may do, free of any messenger: an order comes in, an outcome goes out.

`orders.py` is what comes in, `outcomes.py` what comes of it, `permission.py` who may, `acts.py` what there is to do.
"""
