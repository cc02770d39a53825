"""Anything with a clock or a retry: `python -m workers sweeper | deliver | deadlines | slow`, one process each.

sweeper.py sees what is due · drain.py sends lane by lane · jobs/ what a ring starts · transports/ one per service
"""
