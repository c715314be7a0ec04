"""The sequence of epochs in a fit: when training stops and which state is kept."""

import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning

from skwbc.classifiers._fit_data import Interruption


class Progress:
    """The progress of a fit.

    Parameters
    ----------
    estimator : CNNClassifier
        The classifier being fitted.
    network : LiveNetwork
        The network, loaded with the weights that training starts from.
    history : History
        Epochs of earlier fits that this one continues.
    goes_on : bool
        Whether training may continue after this fit. Only then is the optimizer state kept, since
        it may be several times as large as the weights.
    checkpoint : Checkpoint or None
        The file of this fit.
    entropy : float
        Training loss of a network that has not learnt anything but the class frequencies.
    """

    def __init__(self, estimator, network, history, goes_on, checkpoint, entropy):
        self._estimator = estimator
        self._network = network
        self._first = len(history)
        self._goes_on = goes_on
        self._checkpoint = checkpoint
        self._entropy = entropy
        self._stopped = False
        self._best_loss, self._best_state = np.inf, None
        self.history = history
        self.best = None

    def go_on(self, data):
        """Continue from where a killed fit on the same data stopped."""
        reached = self._checkpoint.resume(data, self._first)
        if reached:
            about, last, self._best_state = reached
            self.history.columns = about["history"]
            self.best, self._best_loss = about["best"], about["best_loss"]
            self._network.load(last["weights_"])
            self._network.load_optimizer(
                last["optimizer_state_"], float(self._estimator.learning_rate)
            )
            self._stopped = about["finished"] or self._is_patience_over()

    def train(self, run, n_epochs, hooks, fitted, keras_callbacks):
        """Train for a number of epochs, or for fewer if training is stopped.

        Parameters
        ----------
        run : Run
            Object that trains for one epoch.
        n_epochs : int
            Number of epochs of this fit, including those before it was killed.
        hooks : Hooks
            scikit-learn's callbacks.
        fitted : callable
            Function that makes the fitted attributes from the arrays to keep.
        keras_callbacks : list or None
            Keras callbacks, which may change the weights after training.

        Returns
        -------
        attributes : dict
            The fitted attributes.
        """
        hooks.begin()
        try:
            while not self._stopped and len(self.history) < self._first + n_epochs:
                hooks.begin_epoch()
                self._measure(*run.epoch(len(self.history)), n_epochs)
                self._stopped |= hooks.end_epoch(lambda: fitted(self._state(True)))
                self._stopped |= self._is_patience_over()
                if self._checkpoint is not None:
                    self._checkpoint.write(
                        self.history.columns,
                        self.best,
                        self._best_loss,
                        self._best_state,
                        self._best_state if self._is_best() else self._state(True),
                        self._stopped or len(self.history) == self._first + n_epochs,
                    )
            run.finish()
        except KeyboardInterrupt:
            if self._best_state is None:
                raise
            raise Interruption(fitted(self._kept(self._best_state))) from None
        if self._estimator.restore_best or (self._is_best() and not keras_callbacks):
            arrays = self._best_state
        else:
            arrays = self._state(self._goes_on)
        self._check_finite(arrays["weights_"])
        return fitted(self._kept(arrays))

    def _measure(self, logs, stop, n_epochs):
        """Record the results of an epoch."""
        number = len(self.history) + 1
        self.history.append(logs)
        self._check_finite(logs.values())
        if self._estimator.verbose:
            shown = ", ".join(f"{name} {value:.4f}" for name, value in logs.items())
            print(f"epoch {number - self._first}/{n_epochs}: {shown}", flush=True)
        if number == 2:
            self._warn_if_unmoved(logs["loss"])
        monitored = logs.get("val_loss", logs["loss"])
        if monitored < self._best_loss:
            self.best, self._best_loss = number - 1, monitored
            # A checkpoint must contain everything needed to continue.
            self._best_state = self._state(self._goes_on or self._checkpoint is not None)
        self._stopped |= stop

    def _warn_if_unmoved(self, loss):
        if abs(loss - self._entropy) > 0.01 * self._entropy:
            return
        parameters = self._estimator.get_params(deep=False)
        remedies = {
            "learning_rate": f"another learning_rate than {self._estimator.learning_rate}",
            "normalization": "normalization='batch'",
        }
        if parameters["weights"] is None:
            remedies |= {"width": "another width", "weights": "the weights of a trained network"}
        *others, last = (words for name, words in remedies.items() if name in parameters)
        tried = f"{', '.join(others)} or {last}" if others else last
        name = type(self._estimator).__name__
        warnings.warn(
            f"After two epochs, the loss of {name} is {loss:.3f}, that of "
            "predicting the class frequencies for every image; if it does not fall, try "
            f"{tried}.",
            ConvergenceWarning,
            stacklevel=2,
        )

    def _state(self, with_optimizer):
        state = {"weights_": self._network.weights()}
        if with_optimizer:
            state["optimizer_state_"] = self._network.optimizer_state()
        return state

    def _kept(self, state):
        return state if self._goes_on else {"weights_": state["weights_"]}

    def _is_best(self):
        return self.best == len(self.history) - 1

    def _is_patience_over(self):
        patience = self._estimator.patience
        return patience is not None and len(self.history) - 1 - self.best >= patience

    def _check_finite(self, values):
        # A sum is faster, and finite unless it overflows.
        if not all(np.isfinite(np.sum(value)) or np.isfinite(value).all() for value in values):
            raise ValueError(
                f"Training diverged in epoch {len(self.history)}: the loss or the weights are no "
                f"longer finite; lower learning_rate, now {self._estimator.learning_rate}."
            )
