"""Who is calling: sessions and sign-in by a one-time code."""
