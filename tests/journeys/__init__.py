"""Journeys through the product as people make them."""
