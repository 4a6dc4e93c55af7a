"""Answers to staff as cards: from rows to words, lists, pictures and what they mean. No database."""
