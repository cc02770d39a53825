"""The clocks of a ticket: folded from its log, planned, explained, extended."""
