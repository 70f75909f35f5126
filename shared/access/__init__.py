"""Who may see and do what: one table of roles, and the tokens that prove who is asking."""
