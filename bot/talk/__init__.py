"""What to say next: doubt, saying again, the meaning of a word, comparing, not knowing."""
