"""Backups: copies of both databases with what tells them apart, and bringing them back."""
