"""What national officials see: the task list, the sections, checking and sending."""
