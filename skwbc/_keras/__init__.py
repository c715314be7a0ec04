"""Everything that runs Keras; no other package does."""
