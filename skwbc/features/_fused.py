"""Features of several transformers side by side."""

from sklearn.pipeline import FeatureUnion

from skwbc._input.dask import by_itself


class FusedFeatures(FeatureUnion):
    """Concatenate the features of several transformers.

    scikit-learn's ``FeatureUnion``, except that a Dask worker fits and transforms by itself instead
    of sending the images on to other workers.

    Parameters
    ----------
    transformer_list : list of (str, transformer)
        Names and transformers, whose features are concatenated in this order.
    n_jobs : int or None, default=None
        Number of transformers that are run in parallel.
    transformer_weights : dict or None, default=None
        Factor of each transformer's features, by its name.
    verbose : bool, default=False
        Whether to print the time that each transformer takes to fit.
    verbose_feature_names_out : bool, default=True
        Whether to put the transformer's name in front of the names of its features.

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
            Images, as all transformers take them.
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
            Images, as all transformers take them.
        y : array-like of shape (n,), optional
            Labels, for transformers that use them.
        **params : dict
            Metadata, routed to the transformers.

        Returns
        -------
        features : ndarray of shape (n, n_features)
            A row for each image.
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
            A row for each image.
        """
        with by_itself():
            return super().transform(X, **params)
