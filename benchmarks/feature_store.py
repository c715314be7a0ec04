"""Row 6: a grid search over deep features and an SVM, with and without the feature store."""

import tempfile
from functools import cache, partial

import numpy as np
from harness import Line, report, seconds, take_turns
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.svm import SVC

from skwbc._files import cache as store
from skwbc.datasets import make_blood_cells
from skwbc.features import DeepFeatures

# Image size on which the network was trained, and the default of ``DeepFeatures``.
N_IMAGES, SIDE, N_FOLDS = 200, 224, 5
GRID = {"svc__C": [0.1, 1, 10, 100, 1000], "svc__gamma": [1e-5, 1e-4, 1e-3, 1e-2]}
PART = {"svc__C": [10], "svc__gamma": [1e-4, 1e-3]}


def main():
    try:
        keras_network()
    except ModuleNotFoundError as error:
        print(f"Row 6 is skipped: {error}")
        return
    cells = make_blood_cells(N_IMAGES, image_size=SIDE, random_state=0)
    deep = DeepFeatures("efficientnet_lite0", image_size=SIDE)
    plain = FunctionTransformer(features_by_keras)
    known = deep.fit_transform(cells.images)
    np.testing.assert_allclose(known, plain.fit_transform(cells.images), rtol=0.001, atol=0.0001)
    scores = {}

    def search(way, features="passthrough", images=cells.images, grid=GRID, memory=None):
        pipeline = make_pipeline(features, StandardScaler(), SVC(), memory=memory)
        result = GridSearchCV(pipeline, grid, cv=N_FOLDS, refit=False).fit(images, cells.target)
        found = result.cv_results_
        scores[way] = {
            str(settings): score
            for settings, score in zip(found["params"], found["mean_test_score"], strict=True)
        }

    def search_from_nothing():
        forget_features()
        search("skwbc", deep)

    def search_with_memory():
        # Use a new folder each time, since a search must start without stored features.
        with tempfile.TemporaryDirectory() as folder:
            search("joblib memory", plain, memory=folder)

    ways = {
        "skwbc": search_from_nothing,
        "joblib memory": search_with_memory,
        "no store": partial(search, "no store", plain, grid=PART),
        "known": partial(search, "known", deep),
        "SVM alone": partial(search, "SVM alone", images=known),
    }
    # The networks are traced by now, so no search includes tracing.
    times = take_turns(ways, 1, warm_ups=0)
    n_candidates = len(scores["skwbc"])
    times["no store"] *= n_candidates / len(scores["no store"])
    for way, found in scores.items():
        for settings, score in found.items():
            np.testing.assert_allclose(score, scores["skwbc"][settings], atol=1e-9, err_msg=way)
    work = (
        f"{N_FOLDS}-fold search over {n_candidates} candidates of an SVM on deep features "
        f"({N_IMAGES} images of {SIDE}×{SIDE}) against "
    )
    lines = [
        Line(
            "6",
            f"{work}a `Pipeline` without a store",
            seconds({way: times[way] for way in ("skwbc", "no store")}),
            times["no store"] / times["skwbc"],
            "≥ 40",
            f"The store was emptied before. A search with all features in the store takes "
            f"{times['known']:.1f} s, and a search with the SVM alone, on features in an array, "
            f"{times['SVM alone']:.1f} s. Without a store, {len(scores['no store'])} candidates "
            "were timed, and the others are assumed to take the same time. All scores are equal.",
        ),
        Line(
            "6",
            f"{work}the same with joblib memory",
            seconds({way: times[way] for way in ("skwbc", "joblib memory")}),
            times["joblib memory"] / times["skwbc"],
            "≥ 10",
            "A `Pipeline` with memory stores the features that it was fitted on, but computes "
            "those of the held-out folds again.",
        ),
    ]
    report(*lines)


@cache
def keras_network():
    """Build the backbone as a Keras model, with the weights that ``DeepFeatures`` uses."""
    from skwbc.networks._backbones import backbone_network

    deep = DeepFeatures("efficientnet_lite0", image_size=SIDE)
    deep.fit(np.zeros((1, SIDE, SIDE, 3), np.uint8))
    network = backbone_network(deep.input_shape_, backbone="efficientnet_lite0")
    network.set_weights(deep.weights_)
    return network


def features_by_keras(images):
    """Run the network each time, as a transformer without a store does."""
    return keras_network().predict(images.astype(np.float32) / 255, verbose=0)


def forget_features():
    """Empty the store in memory, for which there is no public function."""
    with store._memory_lock:
        store._memory.clear()
        store._memory_bytes = 0


if __name__ == "__main__":
    main()
