"""Calendars of countries that come with Otklik as files: `russia.json`.

`make calendar` builds it (`models/cli/build_production_calendar.py`); `production_calendar.py` reads it.
"""
