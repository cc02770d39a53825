"""What a ring starts; jobs take no arguments, they look into SQL.

deliver.py empties the outbox · enforce_due.py fires deadlines, and next_steps.py
takes the next steps of chains · fetch_file.py brings bytes of attachments
"""
