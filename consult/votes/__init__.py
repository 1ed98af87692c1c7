"""Votes: one per person and amendment, and tallies that always equal a recount."""
