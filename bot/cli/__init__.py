"""The `localoffer` commands: one module a command, each adds itself."""
