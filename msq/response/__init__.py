"""What one unit says in one edition: answers, their checks, their history and their lifecycle."""
