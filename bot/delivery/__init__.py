"""What goes out, and what was said."""
