"""Members of staff as Teams proves them: an account of a tenant, and which account of staff is theirs."""
