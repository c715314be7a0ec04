"""What X, y, groups and weights may be."""
