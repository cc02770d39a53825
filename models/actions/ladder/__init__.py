"""Whom a missed deadline concerns, and what they are told."""
