"""The worst errors of a classifier."""

import numpy as np

from skwbc._input.columns import as_labels, as_predictions
from skwbc._sklearn import safe_indexing
from skwbc.inspection._drawing import panels, show_heat, show_picture
from skwbc.inspection._grad_cam import heat
from skwbc.inspection._subjects import as_images, class_codes


class MistakesDisplay:
    """The worst errors, with true and predicted names and probabilities.

    The surer the classifier is of the wrong class and the less it thinks of the true one, the worse
    is the error.

    Parameters
    ----------
    images : list of ndarray of shape (height, width, channels)
        The cells, from 0 to 1, the worst first.
    indices : ndarray of int
        Their places in X.
    y_true, y_pred : ndarray
        Their labels.
    n_images : int
        Number of images in X.
    n_mistakes : int
        Number of mistakes among them, shown or not.
    probabilities : ndarray of shape (n, 2) or None, default=None
        Probability of the true and of the predicted class.
    heatmaps : list of ndarray or None, default=None
        Evidence for the predicted class at each pixel.

    Attributes
    ----------
    figure_ : matplotlib Figure
        The figure.
    ax_ : ndarray of matplotlib Axes of shape (n_rows, n_columns)
        Axes of the cells.

    See Also
    --------
    GradCAMDisplay : Which pixels spoke for a class.

    Examples
    --------
    >>> from skwbc import WBCsNetClassifier
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.inspection import MistakesDisplay
    >>> images, y = make_blood_cells(60, image_size=16, random_state=0, return_X_y=True)
    >>> classifier = WBCsNetClassifier(width=0.1, image_size=16, epochs=1, random_state=0)
    >>> classifier.fit(images, y)
    WBCsNetClassifier(...)
    >>> display = MistakesDisplay.from_estimator(classifier, images, y, n_shown=4)
    >>> bool((display.y_true != display.y_pred).all())
    True
    """

    def __init__(
        self,
        images,
        indices,
        y_true,
        y_pred,
        *,
        n_images,
        n_mistakes,
        probabilities=None,
        heatmaps=None,
    ):
        self.images = images
        self.indices = indices
        self.y_true = y_true
        self.y_pred = y_pred
        self.n_images = n_images
        self.n_mistakes = n_mistakes
        self.probabilities = probabilities
        self.heatmaps = heatmaps

    @classmethod
    def from_estimator(cls, estimator, X, y, *, n_shown=12, evidence=False, ax=None):
        """Draw the worst errors of a fitted classifier.

        Parameters
        ----------
        estimator : classifier
            Any fitted classifier of images. Without ``predict_proba`` its errors come in the order
            of X.
        X : array or sequence
            Images, as the estimator takes them.
        y : array-like of shape (n,)
            Their labels.
        n_shown : int, default=12
            How many errors to draw at most.
        evidence : bool, default=False
            Whether to lay the Grad-CAM heat map of the predicted class over the cells; for network
            classifiers.
        ax : matplotlib Axes or array of Axes, optional
            Where to draw; one axes is divided up. By default a new figure.

        Returns
        -------
        display : MistakesDisplay
            The display.
        """
        has_probabilities = hasattr(estimator, "predict_proba")
        predictions = (estimator.predict_proba if has_probabilities else estimator.predict)(X)
        found = worst_mistakes(y, predictions, estimator.classes_, n_shown)
        found["images"] = []
        if len(found["indices"]):
            shown = safe_indexing(X, found["indices"])
            if evidence:
                found["images"], found["heatmaps"], _ = heat(estimator, shown, found["y_pred"])
            else:
                found["images"] = list(as_images(shown, estimator).originals())
        return cls(**found).plot(ax)

    @classmethod
    def from_predictions(cls, X, y, predictions, *, classes=None, n_shown=12, ax=None):
        """Draw the worst errors among predictions, such as those of a cross-validation.

        Parameters
        ----------
        X : array or sequence
            Images.
        y : array-like of shape (n,)
            Their labels.
        predictions : array-like of shape (n,) or (n, n_classes)
            Predicted labels, or probabilities.
        classes : array-like of shape (n_classes,), optional
            Labels of the columns; by default the sorted labels of ``y``.
        n_shown : int, default=12
            How many errors to draw at most.
        ax : matplotlib Axes or array of Axes, optional
            Where to draw; one axes is divided up. By default a new figure.

        Returns
        -------
        display : MistakesDisplay
            The display.
        """
        y = as_labels(y)
        classes = np.unique(y) if classes is None else as_labels(classes, "classes")
        found = worst_mistakes(y, as_predictions(predictions), classes, n_shown)
        found["images"] = list(as_images(X).subset(found["indices"]).originals())
        return cls(**found).plot(ax)

    def plot(self, ax=None):
        """Draw the cells.

        Parameters
        ----------
        ax : matplotlib Axes or array of Axes, optional
            Where to draw; one axes is divided up. By default a new figure.

        Returns
        -------
        display : MistakesDisplay
            The display.
        """
        n = len(self.images)
        n_columns = min(4, max(n, 1))
        axes = panels(ax, max(1, -(-n // n_columns)), n_columns, (2.3, 2.9))
        for one in axes.ravel()[n:]:
            one.set_axis_off()
        if not n:
            text = f"no mistakes\namong {self.n_images} images"
            axes[0, 0].text(0.5, 0.5, text, ha="center", va="center")
        for index, (one, image) in enumerate(zip(axes.flat, self.images, strict=False)):
            show_picture(one, image)
            if self.heatmaps is not None:
                show_heat(one, self.heatmaps[index])
            numbers = "", ""
            if self.probabilities is not None:
                numbers = tuple(f" {value:.2f}" for value in self.probabilities[index])
            one.set_title(
                f"is {self.y_true[index]}{numbers[0]}\ntaken for {self.y_pred[index]}{numbers[1]}",
                fontsize="small",
            )
        self.ax_, self.figure_ = axes, axes[0, 0].figure
        return self


def worst_mistakes(y, predictions, classes, n_shown):
    """Find the worst errors among probabilities or labels.

    Returns
    -------
    found : dict
        Parameters of a MistakesDisplay but for the images and heat maps.
    """
    y = as_labels(y, n=len(predictions))
    truth = class_codes(y, classes, "y")
    if predictions.ndim == 1:
        codes = class_codes(predictions, classes, "predictions")
        probabilities, order = None, np.arange(len(y))
    else:
        codes = predictions.argmax(axis=1)
        rows = np.arange(len(y))
        probabilities = np.column_stack([predictions[rows, truth], predictions[rows, codes]])
        order = np.argsort(probabilities[:, 0] - probabilities[:, 1], kind="stable")
    wrong = order[codes[order] != truth[order]]
    shown = wrong[:n_shown]
    return {
        "indices": shown,
        "y_true": classes[truth[shown]],
        "y_pred": classes[codes[shown]],
        "n_images": len(y),
        "n_mistakes": len(wrong),
        "probabilities": None if probabilities is None else probabilities[shown],
    }
