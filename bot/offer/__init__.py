"""The local offer: content model, loading, council inheritance, answers."""
