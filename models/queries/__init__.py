"""Read-only: rows or frozen dataclasses, one aggregate per file.

tickets messages persons staff regulation · cards for what a card shows · lanes, deadlines for what is due
"""
