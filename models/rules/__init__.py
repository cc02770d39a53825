"""Decisions without a world: no SQL, no network, no clock but the one they are given.

regulation* the file · calendars working_time deadlines ladder silence · card content history · outgoing send_results
"""
