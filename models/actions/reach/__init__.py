"""Persons and the addresses at which they are reached; words of ours to them; modems."""
