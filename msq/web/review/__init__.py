"""What reviewers see: the worklist, one response, its queries and changes."""
