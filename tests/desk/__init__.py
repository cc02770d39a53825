"""What staff may do, ordered from the desk without a messenger: `OrderingOffice` of ordering_office.py."""
