"""Which steps of a plan have come, and who is on duty."""
