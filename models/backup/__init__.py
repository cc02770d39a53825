"""Everything that is known, in one file, and back again, whichever engine it came from.

make.py and restore.py tell it · values.py manifest.py archive.py: how the file looks · running.py: is anybody up?
"""
