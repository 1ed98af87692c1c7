"""Tests of official answers."""
