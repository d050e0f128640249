"""Mails: what they say, how they leave, and the mailbox in which a demonstration keeps them."""
