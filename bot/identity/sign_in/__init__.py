"""Who is calling: sessions, one-time codes, the council's sign-in."""
