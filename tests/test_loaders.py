"""Folders and published sets of images."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from skwbc.datasets import (
    load_bccd,
    load_bloodmnist,
    load_images,
    load_jtsc,
    load_kaggle_blood_cells,
    load_lisc,
    load_pbc,
)


def draw(path, colour=(200, 100, 50), size=(8, 6)):
    """Write a small picture."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, colour).save(path)
    return path


@pytest.fixture
def folder(tmp_path):
    """Two classes of two pictures, of several formats."""
    for name in ("lymphocyte/a.png", "lymphocyte/b.jpg", "monocyte/a.bmp", "monocyte/deep/b.gif"):
        draw(tmp_path / name)
    return tmp_path


# -- folders -------------------------------------------------------------------------------------


def test_a_folder_a_class(folder):
    data = load_images(folder)
    assert [str(Path(path).relative_to(folder)) for path in data.paths] == [
        "lymphocyte/a.png",
        "lymphocyte/b.jpg",
        "monocyte/a.bmp",
        "monocyte/deep/b.gif",
    ]
    assert data.target_names.tolist() == ["lymphocyte", "monocyte"]
    assert data.target.tolist() == [0, 0, 1, 1]
    assert data.split is None
    assert data.skipped == []
    assert "4 images of 2 classes" in data.DESCR
    paths, target = load_images(folder, return_X_y=True)
    assert paths[target == 1].tolist() == data.paths[2:].tolist()


def test_in_memory(folder):
    data = load_images(folder, in_memory=True)
    assert [image.shape for image in data.images] == [(6, 8, 3)] * 4
    np.testing.assert_array_equal(data.images[0][0, 0], [200, 100, 50])


def test_parts_above_the_classes(tmp_path):
    for name in ("train/a/1.png", "Test/a/1.png", "Test/b/1.png", "val/b/1.png"):
        draw(tmp_path / name)
    data = load_images(tmp_path)
    assert data.split.tolist() == ["test", "test", "train", "val"]
    assert data.target_names[data.target].tolist() == ["a", "b", "a", "b"]
    draw(tmp_path / "c/1.png")
    with pytest.raises(
        ValueError, match=r"contains classes beside the folders \['test', 'train', "
    ):
        load_images(tmp_path)


def test_pictures_of_a_part_that_are_in_no_class_are_left_out(tmp_path):
    for name in ("train/x.png", "test/y.png"):
        draw(tmp_path / name)
    with pytest.raises(ValueError, match=r"y\.png: not in a folder of a class; .*x\.png: not in a"):
        load_images(tmp_path)
    draw(tmp_path / "train/monocyte/a.png")
    data = load_images(tmp_path)
    assert data.target_names.tolist() == ["monocyte"]
    assert [Path(name).name for name, _ in data.skipped] == ["y.png", "x.png"]


def test_classes_that_differ_only_in_case_are_refused(tmp_path):
    for name in ("train/Neutrophil/a.png", "train/monocyte/a.png", "test/neutrophil/a.png"):
        draw(tmp_path / name)
    with pytest.raises(ValueError, match="classes that differ only in case, Neutrophil and neutro"):
        load_images(tmp_path)


def test_what_is_no_image_is_reported_by_name(folder):
    (folder / "lymphocyte/.DS_169665.jpg").write_bytes(b"not a picture")
    (folder / "lymphocyte/notes.txt").write_text("a good cell")
    (folder / "monocyte/empty.png").touch()
    draw(folder / "outside.png")
    cut = draw(folder / "monocyte/cut.png", size=(99, 99))
    cut.write_bytes(cut.read_bytes()[:60])
    data = load_images(folder, verify=True)
    assert len(data.paths) == 4
    reasons = {Path(name).name: reason for name, reason in data.skipped}
    assert reasons[".DS_169665.jpg"] == "a hidden file"
    assert reasons["notes.txt"] == reasons["empty.png"] == "not an image"
    assert reasons["outside.png"] == "not in a folder of a class"
    assert "cut.png" in reasons
    assert all(name in data.DESCR for name in reasons)


def test_hidden_folders_are_reported_and_not_read(folder):
    draw(folder / ".cache/a.png")
    draw(folder / "monocyte/.thumbnails/a.png")
    data = load_images(folder)
    assert len(data.paths) == 4
    found = [(Path(name).name, reason) for name, reason in data.skipped]
    assert found == [(".cache", "a hidden folder"), (".thumbnails", "a hidden folder")]


def test_a_class_with_one_image_is_reported(folder):
    draw(folder / "basophil/a.png")
    assert "basophil: 1 (too few to be in more than one fold)" in load_images(folder).DESCR


def test_links_do_not_lead_out_or_in_circles(folder, tmp_path_factory):
    elsewhere = draw(tmp_path_factory.mktemp("elsewhere") / "a.png")
    (folder / "monocyte/out.png").symlink_to(elsewhere)
    (folder / "monocyte/in.png").symlink_to(folder / "lymphocyte/a.png")
    (folder / "monocyte/circle").symlink_to(folder)
    (folder / "monocyte/broken.png").symlink_to(folder / "nothing.png")
    (folder / "monocyte/self.png").symlink_to(folder / "monocyte/self.png")
    data = load_images(folder)
    assert len(data.paths) == 5
    reasons = {Path(name).name: reason for name, reason in data.skipped}
    assert reasons["out.png"] == "a link to outside the folder"
    assert reasons["circle"] == "a link to a folder"
    assert "cannot be read" in reasons["broken.png"]
    assert "cannot be read" in reasons["self.png"]


def test_folders_that_cannot_be_opened_are_reported(folder, monkeypatch):
    scan = os.scandir

    def refuse(place):
        if str(place).endswith("deep"):
            raise PermissionError(13, "Permission denied", str(place))
        return scan(place)

    monkeypatch.setattr(os, "scandir", refuse)
    data = load_images(folder)
    assert len(data.paths) == 3
    ((name, reason),) = data.skipped
    assert name.endswith("monocyte/deep")
    assert reason == "cannot be opened (Permission denied)"


def test_names_that_are_not_utf8(folder):
    strange = os.fsdecode(os.fsencode(folder) + b"/monocyte/\xff\xfe.png")
    draw(folder / "a.png").rename(strange)
    Path(os.fsdecode(os.fsencode(folder) + b"/lymphocyte/\xff.txt")).write_text("no image")
    data = load_images(folder, in_memory=True)
    assert strange in data.paths
    data.DESCR.encode()
    assert len(data.images) == 5


def test_bombs_and_pipes_are_left_out(folder, monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 20)
    draw(folder / "monocyte/large.png", size=(6, 6))
    draw(folder / "monocyte/small.png", size=(4, 4))
    os.mkfifo(folder / "monocyte/pipe.png")
    data = load_images(folder)
    reasons = {Path(name).name: reason for name, reason in data.skipped}
    assert reasons["pipe.png"] == "not a regular file"
    assert reasons["large.png"].startswith("too many pixels; if the image is genuine, raise PIL")
    assert [Path(path).name for path in data.paths] == ["small.png"]


@pytest.mark.parametrize("what", ["missing", "a file", "empty"])
def test_no_folder(what, tmp_path):
    if what == "missing":
        with pytest.raises(NotADirectoryError, match="missing' does not exist; pass the folder of"):
            load_images(tmp_path / "missing")
    elif what == "a file":
        with pytest.raises(
            NotADirectoryError, match=r"a\.png' is not a folder; pass the folder of"
        ):
            load_images(draw(tmp_path / "a.png"))
    else:
        (tmp_path / "a").mkdir()
        (tmp_path / "a/b.txt").touch()
        with pytest.raises(
            ValueError, match=r"contains no images in folders of classes .*b\.txt: not"
        ):
            load_images(tmp_path)


# -- published layouts ---------------------------------------------------------------------------


def test_kaggle(tmp_path):
    for name in ("TRAIN/EOSINOPHIL/a.jpeg", "TEST/MONOCYTE/a.jpeg", "TEST_SIMPLE/MONOCYTE/a.jpeg"):
        draw(tmp_path / "dataset2-master/dataset2-master/images" / name)
    data = load_kaggle_blood_cells(tmp_path)
    assert data.split.tolist() == ["test", "test_simple", "train"]
    assert load_kaggle_blood_cells(tmp_path, subset="train").target_names.tolist() == ["EOSINOPHIL"]
    draw(tmp_path / "small letters/test/MONOCYTE/a.jpeg")
    assert len(load_kaggle_blood_cells(tmp_path / "small letters", subset="test").paths) == 1
    with pytest.raises(ValueError, match="subset='TRAIN' is not one of train, test, test_simple"):
        load_kaggle_blood_cells(tmp_path, subset="TRAIN")
    with pytest.raises(ValueError, match="contains none of the folders TEST, TEST_SIMPLE, TRAIN"):
        load_kaggle_blood_cells(tmp_path / "dataset2-master/dataset2-master/images/TEST")


def test_pbc_subtypes(tmp_path):
    names = ("neutrophil/BNE_1.jpg", "neutrophil/SNE_2.jpg", "ig/PMY_3.jpg", "basophil/BA_4.jpg")
    for name in names:
        draw(tmp_path / "PBC_dataset_normal_DIB" / name)
    data = load_pbc(tmp_path)
    assert dict(zip(map(os.path.basename, data.paths), data.subtype, strict=True)) == {
        "BA_4.jpg": "basophil",
        "BNE_1.jpg": "band neutrophil",
        "PMY_3.jpg": "promyelocyte",
        "SNE_2.jpg": "segmented neutrophil",
    }


def test_lisc(tmp_path):
    for name in ("Baso/1.bmp", "eosi/1.bmp", "neut/1.bmp", "mixt/1.bmp"):
        draw(tmp_path / "LISC Database/Main Dataset" / name)
    draw(tmp_path / "LISC Database/Ground Truth Segmentation/Baso/areaforexpert1/1.bmp")
    data = load_lisc(tmp_path)
    assert data.target_names.tolist() == ["basophil", "eosinophil", "neutrophil"]
    assert len(data.paths) == 3
    ((name, reason),) = data.skipped
    assert name.endswith("mixt/1.bmp")
    assert reason == "not in a folder of one of the five types"
    # A name is no type.
    draw(tmp_path / "LISC Database/Main Dataset/baso.bmp")
    assert len(load_lisc(tmp_path).paths) == 3


@pytest.mark.parametrize("layout", ["original", "converted"])
def test_jtsc(layout, tmp_path):
    mask = np.array([[0, 128], [255, 0]], dtype=np.uint8)
    if layout == "original":
        root, table = tmp_path / "segmentation_WBC-1", "Class Labels of Dataset 1.csv"
        rows = [["image ID", "class label"], ["1", "1"], ["2", "5"], ["3", "2"]]
        images, masks, suffix = root / "Dataset 1", root / "Dataset 1", "bmp"
    else:
        root, table = tmp_path, "labels.csv"
        rows = [["image", "label"], ["001.png", "neutrophil"], ["002.png", "basophil"]]
        rows.append(["003.png", "lymphocyte"])
        images, masks, suffix = root / "images", root / "masks", "png"
    masks.mkdir(parents=True)
    for number in (1, 2):
        draw(images / f"00{number}.{suffix}")
        Image.fromarray(mask).save(masks / f"00{number}.png")
    with open(root / table, "w", newline="") as file:
        csv.writer(file).writerows(rows)
    data = load_jtsc(tmp_path, in_memory=True)
    assert data.target_names[data.target].tolist() == ["neutrophil", "basophil"]
    np.testing.assert_array_equal(data.masks[0], [[0, 1], [2, 0]])
    assert data.mask_paths[1].endswith("002.png")
    ((name, reason),) = data.skipped
    assert name.endswith(f"003.{suffix}")
    assert reason == "missing"


@pytest.mark.parametrize(
    ("table", "rows", "words"),
    [
        (
            "Class Labels of Dataset 1.csv",
            ["id,label", "1,0"],
            "row 2 .* label '0'; .* from 1 to 5",
        ),
        ("Class Labels of Dataset 1.csv", ["id,label", "1,-1"], "row 2 .* label '-1'; .* 1 to 5"),
        ("Class Labels of Dataset 1.csv", ["id,label", "a,1"], "row 2 .* image 'a'; .* numbers"),
        ("Class Labels of Dataset 1.csv", ["1,1", "2,2"], "begins with '1,1' instead of a header"),
        ("labels.csv", ["001.png,monocyte"], "begins with '001.png,monocyte' instead of a header"),
        ("labels.csv", ["image,label", "001.png"], "row 2 .* has 1 cells instead of an image and"),
        ("labels.csv", ["image,label", "001.png, "], "row 2 .* has no label; add one"),
        ("labels.csv", [], "is empty; "),
    ],
)
def test_damaged_tables_of_jtsc_are_refused(table, rows, words, tmp_path):
    (tmp_path / table).write_text("\n".join(rows))
    with pytest.raises(ValueError, match=words):
        load_jtsc(tmp_path)


def test_spaces_and_empty_lines_in_a_table_do_not_matter(tmp_path):
    for name in ("images/a.png", "images/b.png", "masks/a.png", "masks/b.png"):
        draw(tmp_path / name)
    (tmp_path / "labels.csv").write_text("image,label\na.png, monocyte\n\n b.png,monocyte \n")
    data = load_jtsc(tmp_path)
    assert data.target_names.tolist() == ["monocyte"]
    assert data.target.tolist() == [0, 0]


def test_published_layouts_do_not_lead_out(tmp_path, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    for name in ("JPEGImages/a.png", "Main Dataset/Baso/1.bmp", "images/001.png", "masks/001.png"):
        draw(elsewhere / name)
    (elsewhere / "a.xml").write_text(VOC.format("WBC", 0, 0, 4, 4))
    (elsewhere / "labels.csv").write_text("image,label\n001.png,neutrophil\n")
    (tmp_path / "Annotations").mkdir()
    (tmp_path / "labels.csv").write_text("image,label\n001.png,neutrophil\n")
    for name in ("JPEGImages", "Main Dataset", "images", "masks"):
        (tmp_path / name).symlink_to(elsewhere / name)
    with pytest.raises(ValueError, match="contains none of the folders"):
        load_lisc(tmp_path)
    with pytest.raises(ValueError, match=r"001\.png: a link to outside the folder"):
        load_jtsc(tmp_path)
    with pytest.raises(ValueError, match="neither 'JPEGImages' nor 'images'"):
        load_bccd(tmp_path)
    (tmp_path / "JPEGImages").unlink()
    draw(tmp_path / "JPEGImages/a.png")
    (tmp_path / "Annotations/a.xml").symlink_to(elsewhere / "a.xml")
    with pytest.raises(ValueError, match="contains no field with an annotati"):
        load_bccd(tmp_path)
    (tmp_path / "labels.csv").unlink()
    (tmp_path / "labels.csv").symlink_to(elsewhere / "labels.csv")
    with pytest.raises(ValueError, match=r"has neither 'labels\.csv' nor"):
        load_jtsc(tmp_path)


VOC = """<annotation><object><name>{}</name><bndbox><xmin>{}</xmin><ymin>{}</ymin>
<xmax>{}</xmax><ymax>{}</ymax></bndbox></object></annotation>"""


def test_bccd(tmp_path):
    pixels = np.zeros((48, 64, 3), dtype=np.uint8)
    pixels[10:20, 50:64] = 255
    for name in ("a", "b", "c", "d"):
        path = tmp_path / f"BCCD/JPEGImages/{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(path)
    notes = tmp_path / "BCCD/Annotations"
    notes.mkdir()
    (notes / "a.xml").write_text(VOC.format("WBC", 50, 10, 64, 20))
    (notes / "b.xml").write_text(VOC.format("WBC", 5, 5, 5, 9))
    (notes / "c.xml").write_text("<annotation>")
    data = load_bccd(tmp_path, crops=True)
    assert [each.tolist() for each in data.boxes] == [[[50, 10, 64, 20]], []]
    assert data.labels[0].tolist() == ["WBC"]
    assert data.groups.tolist() == [0]
    assert data.paths[data.groups[0]].endswith("a.png")
    (crop,) = data.images
    # A square of the longer side, around the box and inside the picture.
    assert crop.shape == (14, 14, 3)
    assert (crop[2:12] == 255).all()
    reasons = {Path(name).name: reason for name, reason in data.skipped}
    assert reasons["b.xml"] == "box [5, 5, 5, 9] is empty"
    assert reasons["c.xml"].startswith("not a Pascal VOC file")
    assert reasons["d.png"] == "without an annotation"
    assert len(load_bccd(tmp_path).paths) == 2


def blood_mnist(path, **changes):
    parts = {}
    for seed, (name, count) in enumerate({"train": 6, "val": 2, "test": 4}.items()):
        rng = np.random.default_rng(seed)
        parts[f"{name}_images"] = rng.integers(0, 256, (count, 28, 28, 3), dtype=np.uint8)
        parts[f"{name}_labels"] = rng.integers(0, 8, (count, 1), dtype=np.uint8)
    np.savez(path, **{**parts, **changes})
    return path


def test_bloodmnist(tmp_path):
    path = blood_mnist(tmp_path / "bloodmnist.npz")
    data = load_bloodmnist(path)
    assert data.images.shape == (12, 28, 28, 3)
    assert data.split.tolist() == ["train"] * 6 + ["val"] * 2 + ["test"] * 4
    assert data.DESCR == "BloodMNIST, 28×28 pixels: train 6, val 2, test 4"
    images, target = load_bloodmnist(path, subset="val", return_X_y=True)
    np.testing.assert_array_equal(images, data.images[6:8])
    np.testing.assert_array_equal(target, data.target[6:8])


def test_files_that_are_not_bloodmnist(tmp_path):
    path = blood_mnist(tmp_path / "a.npz")
    with pytest.raises(ValueError, match="subset='all' is not one of train, val, test"):
        load_bloodmnist(path, subset="all")
    with pytest.raises(FileNotFoundError, match=r"The file '.*b\.npz' does not exist; check"):
        load_bloodmnist(tmp_path / "b.npz")
    planted = np.array([{"a": 1}], dtype=object)
    for changes in ({"test_images": planted}, {"val_labels": np.array([9, 9], dtype=np.uint8)}):
        with pytest.raises(ValueError, match=r"a\.npz' (is not the npz file|contains labels that)"):
            load_bloodmnist(blood_mnist(path, **changes))
    too_many, too_few = np.zeros((7, 1), dtype=np.uint8), np.zeros((1, 1), dtype=np.uint8)
    with pytest.raises(ValueError, match="has 6 images but 7 labels in the part train"):
        load_bloodmnist(blood_mnist(path, train_labels=too_many, val_labels=too_few))
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(ValueError, match="is not the npz file of BloodMNIST, or it is damaged"):
        load_bloodmnist(path)


# -- the real ones -------------------------------------------------------------------------------


def test_real_sets(test_data):
    kaggle = load_kaggle_blood_cells(test_data / "kaggle_blood_cells")
    assert np.unique(kaggle.split, return_counts=True)[1].tolist() == [2487, 71]
    pbc = load_pbc(test_data / "pbc_subset")
    assert len(pbc.paths) == 480
    assert (pbc.subtype == "band neutrophil").sum() == 26
    jtsc = load_jtsc(test_data / "jtsc", in_memory=True)
    assert np.bincount(jtsc.target).tolist() == [1, 22, 53, 48, 176]
    assert all(mask.shape == image.shape[:2] for mask, image in zip(jtsc.masks, jtsc.images))
    fields = load_bccd(test_data / "bccd_fields", crops=True)
    assert len(fields.boxes) == 120
    assert len(fields.images) == sum((names == "WBC").sum() for names in fields.labels)
