"""What requesters send: unfinished requests, thanks, files above the quota."""
