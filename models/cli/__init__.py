"""What an administrator does with a shell: one file for each group of commands of `python -m models`.

regulations.py desks.py groups.py database.py backups.py clocks.py · answers.py what they have in common
"""
