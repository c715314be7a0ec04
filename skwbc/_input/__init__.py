"""Reading and validation of X, y, groups and weights."""
