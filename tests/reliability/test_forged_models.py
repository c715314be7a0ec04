"""Model files that were made by hand, to misuse the types that ``load`` trusts."""

import io
import json

import numpy as np
import pytest
import scipy.sparse
from sklearn.base import clone
from sklearn.preprocessing import StandardScaler

import skwbc
from tests.estimators import cheap
from tests.reliability.hostile import archive
from tests.reliability.test_hostile_inputs import good

pytestmark = pytest.mark.reliability


def node(cls, reader, content, module="builtins", **more):
    """An object as skops describes it."""
    described = {"__class__": cls, "__module__": module, "__loader__": reader}
    return {**described, "content": content, **more}


def plain(value):
    return node("str", "JsonNode", json.dumps(value))


def listed(*items, cls="list"):
    return node(cls, f"{cls.title()}Node", items)


def scaler(attributes):
    name = StandardScaler.__module__
    return node("StandardScaler", "ObjectNode", attributes, module=name)


def test_files_made_by_hand_do_not_misuse_what_is_trusted(tmp_path):
    # Makes NumPy read and write memory at this place, where it looks for an array.
    reaching = {"__array_interface__": {"data": [16, False], "shape": [1], "version": 3}}
    size = listed(*(listed(*map(plain, (512, 512, 3)), cls="tuple"), plain(5)), cls="tuple")
    nothing = node("dict", "DictNode", {}, key_types=listed())
    named = node("dict", "DictNode", {"__array_struct__": plain(1)}, key_types=listed())
    indices, matrix = io.BytesIO(), "scipy.sparse._matrix"
    scipy.sparse.save_npz(indices, scipy.sparse.csr_array(np.eye(2)))
    forged = {
        "it has attributes": [
            # Within an array, they are followed while the file is read.
            node("ndarray", "NdArrayNode", [listed(scaler(plain(reaching)))], module="numpy",
                 type="json", shape=listed(plain(1), plain(1), cls="tuple")),
            scaler(named),
        ],
        "it contains a sparse matrix": [
            node("spmatrix", "SparseMatrixNode", 0, module=matrix, type="scipy", file="a.npz"),
        ],
        "it calls skwbc.networks.*wbcsnet": [
            node("wbcsnet", "ConstructorFromReduceNode", size, module="skwbc.networks"),
            node("wbcsnet", "ConstructorFromReduceNode", size, module="skwbc.networks._wbcsnet"),
            node("wbcsnet", "LossNode", nothing, module="skwbc.networks",
                 __reduce__={"args": size}),
            listed(node("wbcsnet", "ConstructorFromReduceNode", size, module="skwbc.networks")),
        ],
    }  # fmt: skip
    path = tmp_path / "forged.skops"
    for refused, schemas in forged.items():
        for schema in schemas:
            text = json.dumps({**schema, "protocol": 2}).encode()
            path.write_bytes(archive({"schema.json": text, "a.npz": indices.getvalue()}))
            with pytest.raises(ValueError, match=f"forged.skops' was not written by .*{refused}"):
                skwbc.load(path)
    # Letters may be written by their numbers.
    text = json.dumps(scaler(named)).replace("__array", r"\u005f_array")
    path.write_bytes(archive({"schema.json": text.replace("{", '{"protocol": 2, ', 1).encode()}))
    with pytest.raises(ValueError, match="it has attributes"):
        skwbc.load(path)


def test_nothing_in_an_optimizer_runs(tmp_path):
    from keras.src.utils.python_utils import func_dump

    code = {"class_name": "__lambda__", "config": {"value": func_dump(lambda: None)}}
    parts = {
        "lambda": code,
        "layer": {"class_name": "Lambda", "config": {"function": code}, "module": "keras.layers"},
        # Its folder would hold a graph of TensorFlow, which can write files.
        "graph": {
            "class_name": "TFSMLayer", "config": {"filepath": "graph"}, "module": "keras.layers"
        },
    }  # fmt: skip
    X, y = good()
    for name, part in parts.items():
        optimizer = {"class_name": "SGD", "config": {"learning_rate": part}}
        model = cheap("WBCsNetClassifier").fit(X, y).set_params(optimizer=optimizer)
        loaded = skwbc.load(skwbc.save(model, tmp_path / f"{name}.skops"))
        for method, given in ((loaded.predict, (X,)), (clone(loaded).fit, (X, y))):
            with pytest.raises(ValueError, match="is not a Keras optimizer") as refused:
                method(*given)
            assert "disallowed by default" in str(refused.value.__cause__)
