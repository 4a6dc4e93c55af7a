"""A danger that is passed on until somebody takes it on."""
