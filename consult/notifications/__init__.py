"""Telling people what happened to what they wrote."""
