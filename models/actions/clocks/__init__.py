"""The log of a ticket and the timers that follow from it."""
