"""The doorbell between processes: Redis holds nothing but the ring.

redis_bell.py rings RQ after a commit; bot and workers use it, models only know its port.
"""
