"""The database's shape, step by step.

versions/ holds one file per step; to_newest.py brings a database to the last, `python -m models db upgrade` calls it.
"""
