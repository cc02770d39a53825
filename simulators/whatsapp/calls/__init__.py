"""What the Cloud API does: `sending.py`, `templates.py`; `media.py` for files; `asking.py` for the rest."""
