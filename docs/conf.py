"""Configuration of the documentation."""

import os

# Examples and doctests would otherwise fill the pages with TensorFlow's start-up messages.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import skwbc

project = "skwbc"
author = "The skwbc developers"
copyright = "2026, The skwbc developers"
version = release = skwbc.__version__

extensions = [
    "myst_parser",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx_gallery.gen_gallery",
]
exclude_patterns = ["_build", "**/GALLERY_HEADER.rst"]
templates_path = ["_templates"]

html_theme = "pydata_sphinx_theme"
html_theme_options = {"navigation_with_keys": False, "show_prev_next": False}
html_title = "skwbc"

autosummary_generate = True
# Methods are documented on the page of their class, by its template.
numpydoc_show_class_members = False
numpydoc_validation_checks = {"GL08", "PR01", "PR02", "PR07", "RT01", "YD01"}
# scikit-learn generates these setters, in its own words.
numpydoc_validation_exclude = {r"\.set_\w+$", r"\.get_\w+$", r"\.fit_transform$", r"\.score$"}

sphinx_gallery_conf = {
    "examples_dirs": "../examples",
    "gallery_dirs": "auto_examples",
    "filename_pattern": r"/plot_",
    "ignore_pattern": r"demo\.py",
    "abort_on_example_error": True,
    "download_all_examples": False,
}
