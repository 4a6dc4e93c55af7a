"""Whether every part of the assistant works, each in a word."""
