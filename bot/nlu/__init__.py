"""Rasa graph components: what a message is about, and which place it names."""
