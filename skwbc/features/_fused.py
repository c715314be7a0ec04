"""Concatenated features of several transformers."""

from sklearn.pipeline import FeatureUnion

from skwbc._input.dask import by_itself


class FusedFeatures(FeatureUnion):
    """Concatenate the features of several transformers.

    This is scikit-learn's ``FeatureUnion``, except that a Dask worker fits and transforms on its
    own instead of sending the images to other workers.

    Parameters
    ----------
    transformer_list : list of (str, transformer)
        Names and transformers. The features are concatenated in this order.
    n_jobs : int or None, default=None
        Number of transformers to run in parallel.
    transformer_weights : dict or None, default=None
        Factor for the features of each transformer, with the names as keys.
    verbose : bool, default=False
        Whether to print the time taken to fit each transformer.
    verbose_feature_names_out : bool, default=True
        Whether to prefix feature names with the name of their transformer.

    See Also
    --------
    make_hybrid : A pipeline of fused features, scaling and a classifier.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.features import ColorFeatures, FusedFeatures, ShapeFeatures
    >>> images = make_blood_cells(10, image_size=32, random_state=0).images
    >>> fused = FusedFeatures([("colour", ColorFeatures()), ("shape", ShapeFeatures())])
    >>> fused.fit(images).get_feature_names_out()[0]
    'colour__nucleus_mean_red'
    """

    def fit(self, X, y=None, **params):
        """Fit all transformers.

        Parameters
        ----------
        X : array or sequence
            Images, in a form that all transformers accept.
        y : array-like of shape (n,), optional
            Labels, for transformers that use them.
        **params : dict
            Metadata, routed to the transformers.

        Returns
        -------
        self : object
            The fitted transformer.
        """
        with by_itself():
            return super().fit(X, y, **params)

    def fit_transform(self, X, y=None, **params):
        """Fit all transformers and concatenate their features.

        Parameters
        ----------
        X : array or sequence
            Images, in a form that all transformers accept.
        y : array-like of shape (n,), optional
            Labels, for transformers that use them.
        **params : dict
            Metadata, routed to the transformers.

        Returns
        -------
        features : ndarray of shape (n, n_features)
            One row per image.
        """
        with by_itself():
            return super().fit_transform(X, y, **params)

    def transform(self, X, **params):
        """Concatenate the features of all transformers.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.
        **params : dict
            Metadata, routed to the transformers.

        Returns
        -------
        features : ndarray of shape (n, n_features)
            One row per image.
        """
        with by_itself():
            return super().transform(X, **params)

    @property
    def n_features_in_(self):
        """Number of values per row, if X is a table of rows."""
        return super().n_features_in_

    @property
    def feature_names_in_(self):
        """Names of the columns, if X is a table with column names."""
        return super().feature_names_in_
