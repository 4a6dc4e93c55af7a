"""Rasa's custom actions: thin, one module a subject. Importing them touches no disk."""
