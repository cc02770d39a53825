"""What became of what was sent: results, refusals, receipts, another bot, a restored past."""
