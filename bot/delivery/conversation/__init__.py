"""What was said, what is running, and what must be forgotten."""
