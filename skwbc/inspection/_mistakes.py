"""The worst errors of a classifier."""

import numpy as np

from skwbc._input.columns import as_labels, as_predictions
from skwbc._input.estimators import image_shape_of
from skwbc._sklearn import safe_indexing
from skwbc.inspection._drawing import panels, show_heat, show_picture
from skwbc.inspection._grad_cam import heat
from skwbc.inspection._subjects import as_images, class_codes, labels_and_probabilities


class MistakesDisplay:
    """The worst errors, with true and predicted labels and probabilities.

    An error is worse, the higher the probability of the predicted class and the lower the
    probability of the true class.

    Parameters
    ----------
    images : list of ndarray of shape (height, width, channels)
        The cells, with values from 0 to 1, the worst error first.
    indices : ndarray of int
        Indices of the cells in X.
    y_true, y_pred : ndarray
        True and predicted labels of the cells.
    n_images : int
        Number of images in X.
    n_mistakes : int
        Total number of errors in X, shown or not.
    probabilities : ndarray of shape (n, 2) or None, default=None
        Probabilities of the true and of the predicted class.
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
    GradCAMDisplay : Draw the pixels that support a class.

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
            Any fitted classifier of images. If it has no ``predict_proba``, its errors are shown in
            the order of X.
        X : array or sequence
            Images, in a format that the estimator accepts.
        y : array-like of shape (n,)
            Labels of the images.
        n_shown : int, default=12
            Maximum number of errors to draw.
        evidence : bool, default=False
            Whether to draw the Grad-CAM heat map of the predicted class over the cells; only for
            network classifiers.
        ax : matplotlib Axes or array of Axes, optional
            Axes to draw in; a single axes is subdivided. By default, a new figure is created.

        Returns
        -------
        display : MistakesDisplay
            The drawn display.
        """
        predicted, probabilities = labels_and_probabilities(estimator, X)
        classes = np.asarray(estimator.classes_)
        found = worst_mistakes(y, predicted, probabilities, classes, n_shown)
        found["images"] = []
        if len(found["indices"]):
            shown = safe_indexing(X, found["indices"])
            if evidence:
                found["images"], found["heatmaps"], _ = heat(estimator, shown, found["y_pred"])
            else:
                found["images"] = list(as_images(shown, image_shape_of(estimator)).originals())
        return cls(**found).plot(ax)

    @classmethod
    def from_predictions(cls, X, y, predictions, *, classes=None, n_shown=12, ax=None):
        """Draw the worst errors among predictions, such as those of a cross-validation.

        Parameters
        ----------
        X : array or sequence
            Images.
        y : array-like of shape (n,)
            Labels of the images.
        predictions : array-like of shape (n,) or (n, n_classes)
            Predicted labels or probabilities.
        classes : array-like of shape (n_classes,), optional
            Labels of the columns; by default, the sorted labels of ``y``.
        n_shown : int, default=12
            Maximum number of errors to draw.
        ax : matplotlib Axes or array of Axes, optional
            Axes to draw in; a single axes is subdivided. By default, a new figure is created.

        Returns
        -------
        display : MistakesDisplay
            The drawn display.
        """
        y = as_labels(y)
        classes = np.unique(y) if classes is None else as_labels(classes, "classes")
        predicted, probabilities = as_predictions(predictions), None
        if predicted.ndim == 2:
            if predicted.shape[1] != len(classes):
                raise ValueError(
                    f"predictions has {predicted.shape[1]} columns for {len(classes)} classes; "
                    "pass the label of each column as classes."
                )
            predicted, probabilities = classes[predicted.argmax(axis=1)], predicted
        found = worst_mistakes(y, predicted, probabilities, classes, n_shown)
        found["images"] = list(as_images(X).subset(found["indices"]).originals())
        return cls(**found).plot(ax)

    def plot(self, ax=None):
        """Draw the cells.

        Parameters
        ----------
        ax : matplotlib Axes or array of Axes, optional
            Axes to draw in; a single axes is subdivided. By default, a new figure is created.

        Returns
        -------
        display : MistakesDisplay
            The drawn display.
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
                f"true: {self.y_true[index]}{numbers[0]}\n"
                f"predicted: {self.y_pred[index]}{numbers[1]}",
                fontsize="small",
            )
        self.ax_, self.figure_ = axes, axes[0, 0].figure
        return self


def worst_mistakes(y, predicted, probabilities, classes, n_shown):
    """Find the worst errors among predicted labels, in the order of X without probabilities.

    Returns
    -------
    found : dict
        Parameters of a MistakesDisplay, except the images and heat maps.
    """
    y = as_labels(y, n=len(predicted))
    truth = class_codes(y, classes, "y")
    codes = class_codes(predicted, classes, "predictions")
    order = rows = np.arange(len(y))
    if probabilities is not None:
        probabilities = np.column_stack([probabilities[rows, truth], probabilities[rows, codes]])
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
