"""Contracts: numbers, standing, which one a ticket is under, and sheets of them that are imported."""
