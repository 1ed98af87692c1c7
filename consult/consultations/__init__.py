"""Consultations, their amendments and wordings, and the amendment page."""
