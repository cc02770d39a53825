"""Words, spans and lists of problems, as every other rule uses them."""
