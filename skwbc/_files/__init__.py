"""Safe reading and replacing of files, and caching of results."""
