"""The only home of libGammu: a core, and one child per modem that may be killed at any time.

__main__ → core.py starts and watches children; modem.py is a child, loop.py what it does all day.
gammu_modem.py alone speaks gammu; what leaves it are the types of arrivals.py, sending.py and errors.py.
"""
