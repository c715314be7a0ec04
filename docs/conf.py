"""Configuration of the documentation."""

import os
import warnings
from pathlib import Path

# Examples and doctests would otherwise fill the pages with TensorFlow's start-up messages.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

from docutils import nodes
from sklearn.exceptions import ConvergenceWarning
from sphinx_gallery.sorting import ExplicitOrder

import skwbc

# On few cells, some networks of the gallery start to learn only after the second epoch.
warnings.simplefilter("ignore", ConvergenceWarning)

project = "skwbc"
author = "The skwbc developers"
copyright = "2026, The skwbc developers"
version = release = skwbc.__version__

extensions = [
    "matplotlib.sphinxext.plot_directive",
    "myst_parser",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx_design",
    "sphinx_gallery.gen_gallery",
]
exclude_patterns = ["_build", "**/GALLERY_HEADER.rst"]
templates_path = ["_templates"]

html_theme = "pydata_sphinx_theme"
html_theme_options = {
    "footer_end": [],
    "footer_start": ["copyright"],
    "header_links_before_dropdown": 5,
    "navigation_with_keys": False,
    "show_prev_next": False,
    "show_toc_level": 2,
}
html_title = "skwbc"
html_favicon = "images/favicon.svg"
html_context = {"default_mode": "auto"}
# Pages of one section have nothing to list beside them.
ALONE = (
    "index", "quickstart", "recommended", "ready_model", "glossary", "intended_use", "how_it_works",
    "reliability", "contributing", "changelog",
)  # fmt: skip
html_sidebars = {name: [] for name in ALONE}
html_copy_source = html_show_sourcelink = False
html_static_path = ["static"]
html_css_files = ["skwbc.css"]
plot_formats = [("png", 120)]
plot_rcparams = {"figure.constrained_layout.use": True}
plot_apply_rcparams = True
plot_html_show_formats = plot_html_show_source_link = False

# A reference that leads nowhere is an error, but other libraries' pages can't be asked offline.
nitpicky = True
nitpick_ignore_regex = [("py:.*", r"(numpy|skimage|sklearn)\..*")]

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
    "show_signature": False,
    # What matplotlib's functions return is nothing to read.
    "capture_repr": ("_repr_html_",),
    # These pages would ask other sites for their scripts.
    "write_computation_times": False,
    "subsection_order": ExplicitOrder(
        f"../examples/{folder}"
        for folder in (
            "datasets",
            "model_selection",
            "classifiers",
            "features",
            "preprocessing",
            "sampling",
            "metrics",
            "inspection",
            "networks",
        )
    ),
    # Class pages list the examples that use them.
    "backreferences_dir": "generated/backreferences",
    "doc_module": ("skwbc",),
}


def name_thumbnails(app, doctree):
    """Give the gallery's thumbnails an alternative text, which it leaves empty."""
    for image in doctree.findall(nodes.image):
        if not image.get("alt"):
            name = Path(image["uri"]).stem.removeprefix("sphx_glr_plot_").removesuffix("_thumb")
            image["alt"] = f"First picture of the example on {name.replace('_', ' ')}"


def setup(app):
    app.connect("doctree-read", name_thumbnails)
