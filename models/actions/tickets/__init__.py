"""What happens to a ticket: opened, changed, extended, merged, closed; its files and overflow."""
