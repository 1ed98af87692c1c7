"""Imports: what officials bring in from files, read into plain values and then stored."""
