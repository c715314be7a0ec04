"""The command that repeats the papers' experiments, on synthetic cells."""

import csv
import importlib
import sys
from pathlib import Path

import pytest
from PIL import Image

from skwbc.datasets import make_blood_cells
from tests.estimators import cheap

HERE = Path(__file__).parents[1] / "benchmarks" / "reproduce"


@pytest.fixture(scope="module")
def reproduce():
    """The modules ``run`` and ``experiments``, which import each other by their names."""
    sys.path.insert(0, str(HERE))
    try:
        yield [importlib.import_module(name) for name in ("run", "experiments")]
    finally:
        sys.path.remove(str(HERE))


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Folders of cells, one of them with copies, as the published sets are laid out."""
    root = tmp_path_factory.mktemp("data")
    for folder, copies in (("bccd_crops", 1), ("kaggle_blood_cells/TEST", 3)):
        cells = make_blood_cells(
            60, classes=("neutrophil", "eosinophil"), image_size=48, copies_per_cell=copies,
            random_state=0,
        )  # fmt: skip
        for number, (image, code) in enumerate(zip(cells.images, cells.target)):
            path = root / folder / str(cells.target_names[code])
            path.mkdir(parents=True, exist_ok=True)
            Image.fromarray(image).save(path / f"{number}.png")
    return root


def tiny(**settings):
    return cheap("LeNet5Classifier", width=0.5, learning_rate=0.01, optimizer="adam", **settings)


@pytest.mark.full
def test_both_protocols_stand_beside_the_printed_figure(reproduce, data):
    run, experiments = reproduce
    experiment = experiments.Experiment(
        "paper", "LeNet-5", "99.9", "Kaggle TEST", tiny(epochs=8), n_folds=3
    )
    (row,) = run.Runner(data, 2).rows(experiment, None)
    row = dict(zip(run.COLUMNS, row, strict=True))
    assert row["printed"] == "99.9"
    assert row["cells"].startswith("Kaggle TEST: 60 images of ")
    assert row["run"].startswith("all 2 seeds and 3 folds; weights: random")
    assert "scikit-learn" in row["run"] and "Keras" in row["run"]
    # An accuracy with its interval, and beside the honest one the balanced one.
    assert row["random folds"].count("–") == 1
    assert "balanced" in row["whole cells"] and row["whole cells"].count("–") == 3


def test_epochs_are_rows_with_their_losses(reproduce, data):
    run, experiments = reproduce
    experiment = experiments.Experiment(
        "paper", "LeNet-5", "100", "BCCD crops", tiny(epochs=3), n_folds=2, each_epoch=True
    )
    rows = [dict(zip(run.COLUMNS, row)) for row in run.Runner(data, 1).rows(experiment, None)]
    assert [row["network"] for row in rows] == [f"LeNet-5, epoch {epoch}" for epoch in (1, 2, 3)]
    losses = [float(row["whole cells"].split("loss ")[1]) for row in rows]
    assert losses[2] < losses[0]
    assert {row["random folds"] for row in rows} == {"no copies"}


def test_a_budget_takes_less_and_says_so(reproduce, data):
    run, experiments = reproduce
    experiment = experiments.Experiment("paper", "LeNet-5", "", "BCCD crops", tiny(epochs=5000))
    (row,) = run.Runner(data, 3).rows(experiment, 1)
    told = dict(zip(run.COLUMNS, row))["run"]
    assert told.startswith("1 of 3 seeds, ") and " of 5000 epochs" in told
    # Of what is measured, seeds go first, folds last.
    whole = run.Plan(3, 100, 1000, 5)

    def cost(plan):
        return 0.001 * plan.n_seeds * plan.epochs * plan.n_images * plan.n_folds

    plan = run.affordable(whole, 300, cost)
    assert plan.n_seeds == 1 and 33 <= plan.epochs < 100
    assert (plan.n_images, plan.n_folds) == (1000, 5) and cost(plan) <= 300
    assert run.affordable(whole, 1e9, cost) == whole
    assert run.affordable(whole, 0, cost) == run.Plan(1, 10, 400, 2)


def test_what_costs_far_more_than_the_budget_is_left_for_another_day(reproduce, data, monkeypatch):
    run, experiments = reproduce
    monkeypatch.setattr(run, "_costs", lambda *_: (0, 10))
    experiment = experiments.Experiment("paper", "LeNet-5", "", "BCCD crops", tiny())
    (row,) = run.Runner(data, 3).rows(experiment, 1)
    assert dict(zip(run.COLUMNS, row))["run"] == "not run within the budget: at least 40 min"


def test_what_cannot_be_run_is_a_row_with_its_reason(reproduce, data, tmp_path):
    run, experiments = reproduce
    runner = run.Runner(data, 1)
    rows = {}
    for experiment in experiments.experiments(tmp_path):
        if experiment.model is None or experiment.cells == "LISC":
            (row,) = runner.rows(experiment, 1)
            rows[experiment.network, experiment.cells] = dict(zip(run.COLUMNS, row))["run"]
    assert rows["VGG16, batches of 60", "Kaggle TEST"] == "not run: no weights of VGG16 available"
    assert rows["three-block CNN", "LISC"] == "not run: LISC is not available"
    assert "AlexNet and GoogLeNet" in rows["AlexNet + GoogLeNet + SVM", "Kaggle TEST"]
    # With a file, the row can be run.
    (tmp_path / "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5").touch()
    assert experiments.weights_of("vgg16", tmp_path)[0].endswith("notop.h5")


def test_the_command_adds_rows_and_repeats_none(reproduce, data, tmp_path, monkeypatch, capsys):
    run, experiments = reproduce
    monkeypatch.setattr(run, "__file__", str(tmp_path / "run.py"))
    rows = [
        experiments.Experiment("paper", "LeNet-5", "", "BCCD crops", tiny(), n_folds=2),
        experiments.Experiment("paper", "LeNet-5", "", "LISC", tiny()),
    ]
    monkeypatch.setattr(run, "experiments", lambda folder: rows)
    monkeypatch.setattr(sys, "argv", ["run.py", str(data), "--budget", "1", "--seeds", "1"])
    run.main()
    assert capsys.readouterr().out.count("paper | LeNet-5") == 2
    run.main()
    assert not capsys.readouterr().out
    with (tmp_path / "paper.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.reader(file))
    assert table[0] == list(run.COLUMNS) and len(table) == 3
    with (tmp_path / "paper-confusion.csv").open(encoding="utf-8", newline="") as file:
        counts = list(csv.DictReader(file))
    assert len(counts) == 2 * 2 and sum(int(row["images"]) for row in counts) == 60


def test_rows_of_a_paper_are_told_apart(reproduce):
    _, experiments = reproduce
    keys = [(e.paper, e.network, e.settings, e.cells) for e in experiments.experiments(None)]
    assert len(set(keys)) == len(keys)
    assert len({paper for paper, *_ in keys}) == 6


def test_travel_tests_no_laboratory_that_it_has_seen(reproduce):
    travel = importlib.import_module("travel")
    laboratory = {"Kaggle sources": "BCCD crops"}
    for tested, trained in travel.TRAINED_ON.items():
        assert laboratory.get(tested, tested) not in trained
    roads = [(road.name, road.remedies) for road in travel.roads()]
    assert len(set(roads)) == len(roads)
