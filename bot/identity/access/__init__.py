"""Who may see and do what: roles, accounts, the audit."""
