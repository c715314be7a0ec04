"""The only package that runs Keras."""
