"""What a member of staff asks for, read from their words: rules and likeness, no database."""
