"""Learning curves: loss and accuracy per epoch."""

import numpy as np

from skwbc.inspection._drawing import panels
from skwbc.inspection._subjects import last_step


class HistoryDisplay:
    """Loss and accuracy of each epoch, with the best epoch marked.

    Parameters
    ----------
    history : dict of list of float
        'loss' and 'accuracy', optionally 'val_loss' and 'val_accuracy', with one entry per epoch.
    best_epoch : int or None, default=None
        Index of the epoch to mark.

    Attributes
    ----------
    figure_ : matplotlib Figure
        The figure.
    ax_ : ndarray of matplotlib Axes of shape (2,)
        Axes of the loss and of the accuracy.

    See Also
    --------
    MistakesDisplay : Draw the worst errors.

    Examples
    --------
    >>> from skwbc import WBCsNetClassifier
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.inspection import HistoryDisplay
    >>> images, y = make_blood_cells(60, image_size=16, random_state=0, return_X_y=True)
    >>> classifier = WBCsNetClassifier(width=0.1, image_size=16, epochs=3, random_state=0)
    >>> display = HistoryDisplay.from_estimator(classifier.fit(images, y))
    >>> [ax.get_ylabel() for ax in display.ax_]
    ['loss', 'accuracy']
    """

    def __init__(self, history, *, best_epoch=None):
        self.history = history
        self.best_epoch = best_epoch

    @classmethod
    def from_estimator(cls, estimator, *, ax=None):
        """Draw the history of a fitted network classifier.

        Parameters
        ----------
        estimator : estimator
            A fitted network classifier, a pipeline that ends in one or a search over either.
        ax : matplotlib Axes or array of two, optional
            Axes to draw in; a single axes is subdivided. By default, a new figure is created.

        Returns
        -------
        display : HistoryDisplay
            The drawn display.
        """
        estimator = last_step(estimator)
        if not hasattr(estimator, "history_"):
            raise TypeError(
                f"estimator is a {type(estimator).__name__} without history_; pass a fitted "
                "network classifier."
            )
        return cls(estimator.history_, best_epoch=estimator.best_epoch_).plot(ax)

    def plot(self, ax=None):
        """Draw the curves.

        Parameters
        ----------
        ax : matplotlib Axes or array of two, optional
            Axes to draw in; a single axes is subdivided. By default, a new figure is created.

        Returns
        -------
        display : HistoryDisplay
            The drawn display.
        """
        axes = panels(ax, 1, 2, (4.5, 3.6))[0]
        epochs = np.arange(1, len(self.history["loss"]) + 1)
        # A line through a single epoch would have no length.
        marker = "o" if len(epochs) < 3 else None
        for one, measure in zip(axes, ("loss", "accuracy"), strict=True):
            for name, label in ((measure, "training"), (f"val_{measure}", "validation")):
                if name in self.history:
                    one.plot(epochs, self.history[name], label=label, marker=marker)
            if self.best_epoch is not None:
                one.axvline(self.best_epoch + 1, color="grey", linestyle=":", label="best epoch")
            one.set(xlabel="epoch", ylabel=measure)
            one.xaxis.get_major_locator().set_params(integer=True)
        axes[0].set_ylim(bottom=0)
        axes[1].set_ylim(0, 1.02)
        axes[1].legend(loc="best")
        self.ax_, self.figure_ = axes, axes[0].figure
        return self
