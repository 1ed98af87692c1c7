"""Tests of sign-up, sign-in, sessions, passwords, roles and the account page."""
