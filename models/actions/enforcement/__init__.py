"""What is due, enforced; open tickets brought up to a new calendar; clocks that were moved."""
