"""Where pickles of 0.1.0.dev0 look for pictures that are made when needed."""

from skwbc._input.pictures import AlteredPicture as Altered

__all__ = ["Altered"]
