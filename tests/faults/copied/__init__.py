"""A program that begins as a copy of supervisord, for test_launcher_copies.py."""
