"""Methods of a fitted network classifier: predictions, features and Keras export."""

from pathlib import Path

import numpy as np
from sklearn.base import ClassifierMixin, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.metrics import accuracy_score
from sklearn.utils.validation import check_is_fitted

from skwbc._input.columns import as_labels, as_weights
from skwbc._input.dask import lazily
from skwbc._input.estimators import at_this_moment, read_images
from skwbc._keras import export
from skwbc._keras.frozen import Vectors, frozen_features
from skwbc._keras.pool import borrowed_network
from skwbc._keras.topology import Topology
from skwbc.networks._checks import own_defaults


class FittedNetwork(ClassNamePrefixFeaturesOutMixin, ClassifierMixin, TransformerMixin):
    """The methods of a network classifier that require its fitted weights."""

    def __setstate__(self, state):
        super().__setstate__(state)
        # The networks of 0.1.0.dev0 received values from 0 to 1.
        if "center_pixels" in own_defaults(self._network_function):
            if "center_pixels" in self._network_param_names:
                vars(self).setdefault("center_pixels", False)
            vars(self).get("network_params_", {}).setdefault("center_pixels", False)

    @lazily
    def predict(self, X):
        """Predict the class of each image.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.

        Returns
        -------
        y : ndarray of shape (n,)
            Predicted labels.
        """
        check_is_fitted(self)
        fitted = at_this_moment(self)
        return fitted.classes_[fitted._outputs(X, "predict").argmax(axis=1)]

    def score(self, X, y, sample_weight=None):
        """Compute the accuracy, the fraction of images whose class is predicted correctly.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.
        y : array-like of shape (n,)
            True labels.
        sample_weight : array-like of shape (n,), optional
            Weight of each image.

        Returns
        -------
        score : float
            The accuracy, from 0 to 1.
        """
        predicted = self.predict(X)
        y = as_labels(y, n=len(predicted))
        if sample_weight is not None:
            sample_weight = as_weights(sample_weight, len(y))
        return accuracy_score(y, predicted, sample_weight=sample_weight)

    @lazily
    def predict_proba(self, X):
        """Predict the probability of each class for each image.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.

        Returns
        -------
        probabilities : ndarray of shape (n, n_classes)
            One column per class, in the order of ``classes_``.
        """
        check_is_fitted(self)
        probabilities = self._outputs(X, "predict")
        return probabilities / probabilities.sum(axis=1, keepdims=True)

    @lazily
    def predict_log_proba(self, X):
        """Predict the logarithm of the probability of each class for each image.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.

        Returns
        -------
        log_probabilities : ndarray of shape (n, n_classes)
            One column per class, in the order of ``classes_``.
        """
        return np.log(self.predict_proba(X))

    @lazily
    def decision_function(self, X):
        """Compute the log-odds of each class for each image.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.

        Returns
        -------
        log_odds : ndarray of shape (n, n_classes), or (n,) for two classes
            Logarithm of the ratio of the probability of a class to that of all others; with two
            classes, only that of the second class.
        """
        check_is_fitted(self)
        own = self._outputs(X, "predict")
        if own.shape[1] == 2:
            return np.log(own[:, 1]) - np.log(own[:, 0])
        # 1 - p would lose the small probabilities of a confident prediction.
        others = own @ (1 - np.eye(own.shape[1]))
        return np.log(own) - np.log(others)

    def adapt(self, X):
        """Re-estimate the statistics of batch normalisation from images without labels.

        The stain and light of another laboratory shift the inputs of each layer. This method
        estimates the mean and standard deviation of each channel from its images, layer by layer.
        Nothing else changes.

        Parameters
        ----------
        X : array or sequence
            Images of the other laboratory, as for ``fit``: some dozens, with about the same mixture
            of types as the images to be predicted.

        Returns
        -------
        self : object
            The adapted estimator.

        See Also
        --------
        skwbc.adapt : Adapt a copy of a pipeline, including its scalers.

        Examples
        --------
        >>> from skwbc import WBCsNet2Classifier
        >>> from skwbc.datasets import make_blood_cells
        >>> images, y = make_blood_cells(60, image_size=24, random_state=0, return_X_y=True)
        >>> classifier = WBCsNet2Classifier(width=0.125, image_size=24, epochs=2, random_state=0)
        >>> elsewhere = images // 2
        >>> classifier.fit(images, y).adapt(elsewhere).predict(elsewhere).shape
        (60,)
        """
        check_is_fitted(self)
        if not self._adapt(X):
            raise ValueError(
                f"{type(self).__name__} has no trained batch normalisation to adapt; fit it with "
                "normalization='batch', or a backbone with trainable='all'."
            )
        return self

    def _adapt(self, X):
        """Adapt to images; return whether there is anything to adapt."""
        fitted = at_this_moment(self)
        cells = read_images(fitted, X, reset=False)
        topology, (*size, channels) = fitted._fitted_topology(), fitted.input_shape_
        if topology.frozen_backbone() is not None:
            return False
        with borrowed_network(topology, fitted.weights_) as network:
            weights = network.adapted_weights(cells.pixels(tuple(size), channels, keep=True))
        if weights is None:
            return False
        self.weights_ = weights
        return True

    @lazily
    def transform(self, X):
        """Compute the inputs of the network's last layer, as features for other models.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.

        Returns
        -------
        features : ndarray of shape (n, n_features)
            One row per image.
        """
        check_is_fitted(self)
        return self._outputs(X, "features")

    def to_keras(self):
        """Build a Keras model that does not depend on this library.

        Returns
        -------
        model : keras.Model
            Model that takes images of shape ``input_shape_`` with values from 0 to 255 and returns
            the probabilities of ``classes_``.

        Examples
        --------
        >>> from skwbc import WBCsNetClassifier
        >>> from skwbc.datasets import make_blood_cells
        >>> images, y = make_blood_cells(40, image_size=16, random_state=0, return_X_y=True)
        >>> classifier = WBCsNetClassifier(width=0.1, image_size=16, epochs=1).fit(images, y)
        >>> classifier.to_keras().predict(images[:2], verbose=0).shape
        (2, 5)
        """
        check_is_fitted(self)
        fitted = at_this_moment(self)
        return export.to_keras(fitted._fitted_topology(), fitted.weights_)

    def to_onnx(self, path):
        """Write an ONNX file, which needs neither this library nor Keras to predict.

        Requires the extra ``skwbc[export]`` and the TensorFlow backend.

        Parameters
        ----------
        path : str or path-like
            File to write, by convention ``*.onnx``.

        Returns
        -------
        path : pathlib.Path
            The file. Its input ``images`` takes ``uint8`` images of shape (n, height, width,
            channels) with values from 0 to 255, of any height and width; the network resizes them
            as ``predict`` does. Its output ``probabilities`` has one column for each of
            ``classes_``, which are stored as JSON in its metadata, as ``classes``.

        See Also
        --------
        to_litert : The same for phones and small devices.

        Notes
        -----
        The probabilities are those of ``predict_proba`` within 1e-5, in 32 bits for any ``dtype``.

        Examples
        --------
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> import onnxruntime
        >>> from skwbc import WBCsNetClassifier
        >>> from skwbc.datasets import make_blood_cells
        >>> images, y = make_blood_cells(40, image_size=16, random_state=0, return_X_y=True)
        >>> classifier = WBCsNetClassifier(width=0.1, image_size=16, epochs=1).fit(images, y)
        >>> with TemporaryDirectory() as folder:
        ...     path = classifier.to_onnx(Path(folder, "cells.onnx"))
        ...     session = onnxruntime.InferenceSession(path)
        >>> session.run(None, {"images": images})[0].shape
        (40, 5)
        >>> session.get_modelmeta().custom_metadata_map["classes"]
        '[0, 1, 2, 3, 4]'
        """
        return self._exported(export.to_onnx, path)

    def to_litert(self, path):
        """Write a LiteRT file (formerly TensorFlow Lite), for phones and small devices.

        Requires the TensorFlow backend.

        Parameters
        ----------
        path : str or path-like
            File to write, by convention ``*.tflite``.

        Returns
        -------
        path : pathlib.Path
            The file. Its input and its output are those of ``to_onnx``. As in LiteRT's own
            metadata, ``classes_`` are stored in a zip archive at the end of the file, as
            ``classes.json``.

        See Also
        --------
        to_onnx : The same for ONNX Runtime and other programs that read ONNX.

        Notes
        -----
        The probabilities are those of ``predict_proba`` within 1e-5, in 32 bits for any ``dtype``.

        Examples
        --------
        >>> import json
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> from zipfile import ZipFile
        >>> from skwbc import WBCsNetClassifier
        >>> from skwbc.datasets import make_blood_cells
        >>> images, y = make_blood_cells(40, image_size=16, random_state=0, return_X_y=True)
        >>> classifier = WBCsNetClassifier(width=0.1, image_size=16, epochs=1).fit(images, y)
        >>> with TemporaryDirectory() as folder:
        ...     path = classifier.to_litert(Path(folder, "cells.tflite"))
        ...     print(json.loads(ZipFile(path).read("classes.json")))
        [0, 1, 2, 3, 4]
        """
        return self._exported(export.to_litert, path)

    def _exported(self, write, path):
        check_is_fitted(self)
        fitted = at_this_moment(self)
        write(fitted._fitted_topology(), fitted.weights_, fitted.classes_.tolist(), path)
        return Path(path)

    def _fitted_topology(self):
        if np.ndim(self.classes_) != 1:
            raise ValueError(
                "classes_ is not a list of labels that fits weights_; load an undamaged file."
            )
        structure = getattr(self, "_structure", None)
        return self._topology(
            self.input_shape_, len(self.classes_), self.network_params_, structure
        )

    def _outputs(self, X, output):
        fitted = at_this_moment(self)
        cells = read_images(fitted, X, reset=False)
        topology, weights = fitted._fitted_topology(), fitted.weights_
        backbone = topology.frozen_backbone()
        if backbone is None:
            *size, channels = fitted.input_shape_
            pixels = cells.pixels(tuple(size), channels, keep=False)
        else:
            frozen, pixels, _ = fitted._run_backbone(backbone, weights, fitted.seed_, cells)
            topology, weights = topology.head(pixels.n_features), weights[len(frozen) :]
        with borrowed_network(topology, weights) as network:
            return getattr(network, output)(pixels)

    def _run_backbone(self, topology, given, seed, cells, used=None):
        """Return the frozen backbone's weights, the features of the images, and its layers."""
        with borrowed_network(topology) as network:
            weights = list(given[: len(network.keras_network.weights)])
            weights = weights or network.random_weights(seed)
            network.load(weights)
            features = Vectors(frozen_features(network, cells, used))
            return weights, features, network.layer_table()

    def _topology(self, input_shape, n_classes, network_params, structure=None):
        return Topology.of(
            self._network_function,
            network_params,
            input_shape,
            n_classes,
            self.dtype,
            self.optimizer,
            self.n_devices,
            structure,
        )
