"""What staff see of a ticket: its card, its history, why it was dismissed."""
