"""The inbox, the outbox and their lanes: rows stored, leased and marked."""
