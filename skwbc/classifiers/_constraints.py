"""Constraints of the parameters of this library's networks."""

from numbers import Integral, Real

from skwbc._sklearn import Interval, Options, StrOptions

# By name, for every network that has a parameter of this name.
NETWORK_CONSTRAINTS = {
    "backbone": [str],
    "center_pixels": ["boolean"],
    "dropout": [Interval(Real, 0, 1, closed="left")],
    "hidden_units": [Interval(Integral, 1, None, closed="left"), tuple, list, None],
    "normalization": [StrOptions({"batch", "group", "layer"}), None],
    "pool_stride": [Options(Integral, {1, 2})],
    "pooling": [StrOptions({"avg", "max"})],
    "trainable": [StrOptions({"all", "head"}), Interval(Integral, 0, None, closed="left")],
    "width": [Interval(Real, 0, None, closed="neither")],
}
