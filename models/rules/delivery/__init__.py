"""Outgoing rows: their kinds and payloads, states, results, limits, and what a button carries."""
