"""What managers and administrators see: editions, registers, mails, exports, staff."""
