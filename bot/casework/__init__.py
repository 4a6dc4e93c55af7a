"""Young people, their personal advisers and their pathway plans."""
