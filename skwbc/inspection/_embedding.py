"""Two-dimensional maps of high-dimensional features."""

import numpy as np

from skwbc._input.columns import as_labels
from skwbc.inspection._drawing import panels
from skwbc.inspection._subjects import last_step, seen_by_last_step

# Number of principal components that t-SNE starts from.
N_COMPONENTS = 50


class EmbeddingDisplay:
    """A map on which images with similar features are close to each other.

    Parameters
    ----------
    points : ndarray of shape (n, 2)
        Position of each image.
    labels : ndarray of shape (n,) or None, default=None
        Label of each image.

    Attributes
    ----------
    figure_ : matplotlib Figure
        The figure.
    ax_ : matplotlib Axes
        The axes.

    See Also
    --------
    MistakesDisplay : Draw the worst errors.

    Notes
    -----
    Neighbours on a t-SNE map are neighbours in the feature space; the distances between distant
    groups and the widths of groups carry no meaning. A map of training images looks better than is
    justified: draw images that the features were not learned from.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.features import ColorFeatures
    >>> from skwbc.inspection import EmbeddingDisplay
    >>> images, y = make_blood_cells(40, image_size=32, random_state=0, return_X_y=True)
    >>> features = ColorFeatures().fit(images)
    >>> EmbeddingDisplay.from_estimator(features, images, y, method="pca").points.shape
    (40, 2)
    """

    def __init__(self, points, labels=None):
        self.points = points
        self.labels = labels

    @classmethod
    def from_estimator(cls, estimator, X, y=None, *, method="tsne", random_state=0, ax=None):
        """Draw a map of the features that a fitted estimator computes from images.

        Parameters
        ----------
        estimator : estimator
            A fitted network classifier or transformer of images, a pipeline, or a search over any
            of these. For a pipeline that ends in a classifier, the input of the classifier is used.
        X : array or sequence
            Images, in a format that the estimator accepts.
        y : array-like of shape (n,), optional
            Labels that determine the colours.
        method : {'tsne', 'pca'} or transformer, default='tsne'
            Projection of the features: t-SNE, principal components or a scikit-learn transformer
            with two outputs. Features are standardised first.
        random_state : int or None, default=0
            Seed of t-SNE.
        ax : matplotlib Axes, optional
            Axes to draw in; by default, a new figure is created.

        Returns
        -------
        display : EmbeddingDisplay
            The drawn display.
        """
        last, seen = last_step(estimator), seen_by_last_step(estimator, X)
        # A pipeline that ends in a support vector machine was truncated before it.
        features = np.asarray(last.transform(seen) if hasattr(last, "transform") else seen)
        if features.ndim != 2:
            raise TypeError(
                f"estimator ends in a {type(last).__name__}, which does not extract features from "
                "images; pass a network classifier, a transformer or a pipeline with one."
            )
        y = None if y is None else as_labels(y, n=len(features))
        return cls(_places(features, method, random_state), y).plot(ax)

    def plot(self, ax=None):
        """Draw the map.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Axes to draw in; by default, a new figure is created.

        Returns
        -------
        display : EmbeddingDisplay
            The drawn display.
        """
        ((ax,),) = panels(ax, 1, 1, (7, 4.5))
        labels = np.zeros(len(self.points)) if self.labels is None else self.labels
        size = np.clip(3000 / len(self.points), 4, 40)
        names = np.unique(labels)
        for index, name in enumerate(names):
            x, y = self.points[labels == name].T
            # Ten colours, then the same colours with other markers.
            marker = "osD^v"[index // 10 % 5]
            ax.scatter(x, y, s=size, marker=marker, label=str(name), alpha=0.8, linewidths=0)
        if self.labels is not None:
            ax.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
        ax.set(xticks=[], yticks=[])
        self.ax_, self.figure_ = ax, ax.figure
        return self


def _places(features, method, random_state):
    from sklearn.decomposition import PCA
    from sklearn.manifold import TSNE
    from sklearn.preprocessing import StandardScaler

    features = StandardScaler().fit_transform(features)
    if not features.any():
        # All images have the same features.
        return np.zeros((len(features), 2))
    if method == "pca":
        return PCA(2, random_state=random_state).fit_transform(features)
    if method == "tsne":
        n_components = min(N_COMPONENTS, *features.shape)
        features = PCA(n_components, random_state=random_state).fit_transform(features)
        perplexity = min(30, (len(features) - 1) / 3)
        return TSNE(perplexity=perplexity, random_state=random_state).fit_transform(features)
    if not hasattr(method, "fit_transform"):
        raise ValueError(f"method must be 'tsne', 'pca' or a transformer, got {method!r}.")
    return np.asarray(method.fit_transform(features))
