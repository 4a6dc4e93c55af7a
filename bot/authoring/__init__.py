"""For those who write the content: checks, starter pack, what changed, what is covered, previews."""
