"""A talk that a person takes over: asked for, taken in Teams, relayed both ways, and ended or made a call-back."""
