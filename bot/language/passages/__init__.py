"""Which passage of a place answers a question: an index of all passages, evidence for each, weights that were learnt, and a chance."""
