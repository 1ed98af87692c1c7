"""People: sign-up, sign-in, sessions, roles, leaving."""
