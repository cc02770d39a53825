"""What is said about a ticket: messages, answers, edits, thanks."""
