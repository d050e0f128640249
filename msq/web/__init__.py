"""The pages: controllers and the view data their templates need; no SQL, no rules."""
