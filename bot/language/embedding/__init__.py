"""The sentence embedding: its weights, its graph, and what turns sentences into vectors."""
