"""Files that are safe to read and to replace, and what is kept beyond one computation."""
