"""The chat page and signing in."""
