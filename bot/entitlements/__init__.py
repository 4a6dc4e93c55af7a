"""Law and council policy as dated figures and small pure functions."""
