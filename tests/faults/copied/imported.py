"""What is imported before the program begins."""

import os

IMPORTED_IN = os.getpid()
