"""Tests of consultations, amendments and their diffs."""
