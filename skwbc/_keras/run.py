"""One training run: epochs, batches, validation and Keras callbacks."""

import copy

import numpy as np


class Run:
    """One training run on a borrowed network.

    Parameters
    ----------
    network : LiveNetwork
        The network, loaded with the weights to start from.
    train, validation : tuple of (Pixels, indices, codes, weights)
        Images, indices of those to use, their class codes and their weights; ``validation`` may be
        ``None``.
    batch_size : int or None
        Number of images per step; ``None`` uses the whole set, in order.
    seed : int
        Seed of the order, dropout and augmentation of each epoch, regardless of earlier epochs.
    augmentation : callable or None
        ``(images, random_generator) -> images``, applied to each training batch.
    keras_callbacks : list of keras.callbacks.Callback
        Callbacks, which are copied and called as in Keras.
    """

    def __init__(
        self, network, train, validation, *, batch_size, seed, augmentation, keras_callbacks
    ):
        self._network = network
        self._train = train
        self._validation = validation
        self._batch_size = batch_size
        self._seed = seed
        self._augmentation = augmentation
        self._callbacks = None
        if keras_callbacks:
            from keras.callbacks import Callback, CallbackList

            if not all(isinstance(callback, Callback) for callback in keras_callbacks):
                raise TypeError(
                    "keras_callbacks accepts only Keras callbacks; pass those of scikit-learn to "
                    "set_callbacks."
                )
            # They may change the network permanently: its layers, its optimizer, its settings.
            network.may_be_lent = False
            network.keras_network.stop_training = False
            self._callbacks = CallbackList(
                copy.deepcopy(list(keras_callbacks)), model=network.keras_network
            )
            self._callbacks.on_train_begin()

    def epoch(self, number):
        """Train for one epoch.

        Parameters
        ----------
        number : int
            Number of the epoch since the first fit; with the seed, it determines all random
            numbers.

        Returns
        -------
        logs : dict of float
            Loss and accuracy on the training part and, if there is one, on the validation part.
        stop : bool
            Whether a Keras callback requests to stop.
        """
        pixels, indices, codes, weights = self._train
        rng = np.random.default_rng([self._seed, number])
        self._network.seed([self._seed, number])
        if self._batch_size is None:
            order, size = np.arange(len(indices)), len(indices)
        else:
            order, size = rng.permutation(len(indices)), self._batch_size
        parts = [order[start : start + size] for start in range(0, len(order), size)]
        if self._callbacks:
            self._callbacks.on_epoch_begin(number)
        totals = np.zeros(3)
        batches = pixels.batches([indices[part] for part in parts])
        for step, (part, images) in enumerate(zip(parts, batches, strict=True)):
            if self._augmentation is not None:
                images = self._augmentation(images, rng)
            if self._callbacks:
                self._callbacks.on_train_batch_begin(step)
            part_weights = None if weights is None else weights[part]
            loss, accuracy = self._network.train_batch(images, codes[part], part_weights)
            if self._callbacks:
                self._callbacks.on_train_batch_end(step, {"loss": loss, "accuracy": accuracy})
            # Keras divides the loss of a batch by its images and its accuracy by their weights.
            weight = len(part) if weights is None else part_weights.sum()
            totals += loss * len(part), accuracy * weight, weight
        loss, accuracy, weight = totals.tolist()
        logs = {"loss": loss / weight, "accuracy": accuracy / weight}
        if self._validation is not None:
            logs |= self._validate()
        if self._callbacks:
            self._callbacks.on_epoch_end(number, dict(logs))
        return logs, bool(self._callbacks) and self._network.keras_network.stop_training

    def _validate(self):
        pixels, indices, codes, weights = self._validation
        # Training that diverges is noticed by its loss.
        proba = self._network.predict(pixels, indices, must_be_finite=False)
        losses = -np.log(proba[np.arange(len(codes)), codes])
        return {
            "val_loss": float(np.average(losses, weights=weights)),
            "val_accuracy": float(np.average(proba.argmax(axis=1) == codes, weights=weights)),
        }

    def finish(self):
        """Notify the Keras callbacks that training has ended; they may change the weights."""
        if self._callbacks:
            self._callbacks.on_train_end()
