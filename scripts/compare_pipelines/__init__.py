"""Engines beside each other: trained on the same data, asked the same unseen messages."""
