"""Commands and options, defined without importing the code that runs them."""

import argparse

import skwbc

EXIT_CODES = """exit codes:
  0    done
  1    failed; one sentence on stderr states the reason
  2    the command line is not valid
  3    done, but some files could not be read or were skipped; they are listed on stderr
  130  interrupted; results so far are kept where the command says so
  141  the output was closed"""


# Pipelines accepted by ``--model``, with their descriptions.
PIPELINES = {
    "recommended": "Handcrafted features and features of EfficientNet-Lite0, with a logistic "
    "regression.",
    "handcrafted": "Handcrafted features alone, with a logistic regression.",
    "hybrid": "Features of EfficientNet-Lite0, with a support vector machine.",
}


def short_names():
    """Return the names of the networks as accepted by ``--model``, with their classes."""
    classes = [name for name in skwbc.__all__ if name.endswith("Classifier")]
    # The base class takes a function, which cannot be passed on a command line.
    classes.remove("CNNClassifier")
    return {_shortened(name): name for name in classes}


def _shortened(name):
    return name.lower().removesuffix("classifier").replace("-", "").replace("_", "")


def build_parser():
    """Build the parser of the whole command."""
    parser = argparse.ArgumentParser(
        prog="skwbc",
        description="Classify white blood cells: check folders of pictures, train networks, "
        "evaluate them, crop and count cells.",
        epilog="example:\n  skwbc demo\n\n"
        f"{EXIT_CODES}\n\nskwbc COMMAND --help shows the options and an example of a command.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"skwbc {skwbc.__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name, run, summary, details, example):
        added = commands.add_parser(
            name,
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}. {details}".strip(),
            epilog=f"example:\n  {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        added.set_defaults(run=run)
        added.add_argument("-q", "--quiet", action="store_true", help="print only errors")
        added.add_argument("--json", action="store_true", help="print the result as JSON")
        added.add_argument(
            "--traceback", action="store_true", help="show where in the code an error occurred"
        )
        return added

    demo = command(
        "demo",
        "_demo:demo",
        "train, cross-validate and visualise a network on synthetic cells",
        "It takes one to five minutes and requires no pictures.",
        "skwbc demo",
    )
    demo.add_argument(
        "folder",
        nargs="?",
        default="demo",
        metavar="FOLDER",
        help="folder for the pictures; default demo",
    )
    _seed(demo)

    check = command(
        "check",
        "_folders:check",
        "summarise the content of a folder of pictures",
        "The folder has one subfolder per class, optionally inside 'train' and 'test'. Each file "
        "is decoded.",
        "skwbc check cells",
    )
    _folder(check)

    audit = command(
        "audit",
        "_folders:audit",
        "find pictures of the same cell, also on both sides of a split",
        "Rotated, mirrored, shifted and brightened copies are found too.",
        "skwbc audit cells --jobs 4",
    )
    _folder(audit)
    _jobs(audit)

    train = command(
        "train",
        "_train:train",
        "train a network or a pipeline on a folder of pictures",
        "If the folder has parts, 'train' is used. An interrupted training of a network is resumed "
        "when the same command is run again.",
        "skwbc train cells --model wbcsnet2 -o cells.skops --set width=0.25 --set optimizer=adam "
        "\\\n      --image-size 48 --epochs 20 --validation-fraction 0.2",
    )
    _folder(train)
    _part(train, "train")
    train.add_argument(
        "--model",
        required=True,
        type=_shortened,
        choices=[*short_names(), *PIPELINES],
        metavar="NAME",
        help="network or pipeline to train; `skwbc models` lists the names",
    )
    train.add_argument(
        "-o", "--output", required=True, metavar="FILE", help="model to write, such as cells.skops"
    )
    train.add_argument("--epochs", type=int, metavar="N", help="number of passes over the pictures")
    train.add_argument(
        "--image-size",
        metavar="PIXELS",
        help="side to which pictures are resized, or height,width",
    )
    train.add_argument(
        "--validation-fraction",
        type=float,
        metavar="FRACTION",
        help="fraction of the pictures set aside for validation",
    )
    train.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="PARAMETER=VALUE",
        help="any other parameter of the classifier or pipeline; may be repeated",
    )
    train.add_argument(
        "--group-copies",
        action="store_true",
        help="find pictures of the same cell, and keep them together in the validation part",
    )
    train.add_argument(
        "--force", action="store_true", help="restart the training and replace an existing model"
    )
    _seed(train)
    _jobs(train)

    evaluate = command(
        "evaluate",
        "_evaluate:evaluate",
        "compare a model's predictions with the classes of a folder",
        "If the folder has parts, 'test' is used. Pictures of the same cell are detected, and "
        "count once in the intervals.",
        "skwbc evaluate cells.skops cells --report report.html",
    )
    _model(evaluate)
    _folder(evaluate)
    _part(evaluate, "test")
    evaluate.add_argument(
        "--report",
        metavar="FILE",
        help="report to write in addition; a model card if FILE ends in .md",
    )
    _jobs(evaluate)

    predict = command(
        "predict",
        "_predict:predict",
        "predict the class of each picture",
        "Without a model, one that needs no training predicts one of the five normal types or 'not "
        "sure'. Rows are printed as they are predicted. With -o, the file is replaced when all "
        "rows are complete. With --json, each row is an object on its own line.",
        "skwbc predict cells.skops smear1 more/*.jpg -o predictions.csv",
    )
    _model(predict, optional=True)
    _files(predict)
    predict.add_argument("-o", "--output", metavar="FILE", help="file for the rows; default stdout")

    count = command(
        "count",
        "_predict:count",
        "count the cells of each class: the differential count with intervals",
        "Without a model, one that needs no training counts the five normal types among all white "
        "cells of the pictures, which may be whole fields. Pictures of the same cell are detected, "
        "and count once in the intervals.",
        "skwbc count smear1",
    )
    _model(count, optional=True)
    _files(count)
    count.add_argument(
        "--ranges",
        metavar="FILE",
        help='reference ranges in percent, as JSON: {"lymphocyte": [20, 40]}',
    )
    count.add_argument(
        "--confusion",
        metavar="FILE",
        help="output of `skwbc evaluate --json`, to correct the count for the model's errors",
    )
    _jobs(count)

    adapt = command(
        "adapt",
        "_adapt:adapt",
        "adapt a model to the pictures of a laboratory, without labels",
        "Without a model, the one that needs no training is adapted, to all white cells of the "
        "pictures, which may be whole fields. Some dozens of cells are enough.",
        "skwbc adapt smear1 -o adapted.skops",
    )
    _model(adapt, optional=True)
    _files(adapt)
    adapt.add_argument(
        "-o", "--output", required=True, metavar="FILE", help="adapted model to write"
    )

    crop = command(
        "crop",
        "_crop:crop",
        "find the white cells of fields and write a picture of each",
        "The table cells.csv beside the pictures contains the field, box and score of each.",
        "skwbc crop smear -o cells",
    )
    _files(crop)
    crop.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="FOLDER",
        help="folder for the pictures and the table, new or empty",
    )
    crop.add_argument(
        "--margin",
        type=float,
        default=0.1,
        metavar="FRACTION",
        help="margin around each cell, as a fraction of its longer side; default 0.1",
    )
    _jobs(crop, "search for cells")

    label = command(
        "label",
        "_label:label",
        "open a page in the browser to label the cells of a folder",
        "Only this computer can reach the page. It suggests a type for each cell and learns from "
        "the labels. Each label is stored at once in a CSV file, which can be continued later.",
        "skwbc label smear -o labels.csv",
    )
    label.add_argument("folder", metavar="FOLDER", help="folder of pictures of fields or of cells")
    label.add_argument(
        "-o", "--output", required=True, metavar="FILE", help="file of labels to write or continue"
    )
    label.add_argument(
        "--model",
        metavar="MODEL",
        help="classifier that suggests the first types; by default, the model that needs no "
        "training",
    )
    label.add_argument("--types", metavar="NAMES", help="types to choose from, separated by commas")
    label.add_argument("--person", metavar="NAME", help="your name in the file; default user name")
    label.add_argument(
        "--others",
        nargs="+",
        metavar="FILE",
        help="files of other people, whose disagreements are shown",
    )
    label.add_argument(
        "--um-per-pixel",
        type=float,
        metavar="WIDTH",
        help="width of a pixel in micrometres, for a scale bar",
    )
    label.add_argument(
        "--no-browser", action="store_true", help="only print the address of the page"
    )

    command(
        "models",
        "_models:models",
        "list the networks and pipelines that can be trained",
        "Parameters are counted at the paper's settings.",
        "skwbc models",
    )

    completion = command(
        "completion",
        "_completion:completion",
        "print a script that completes commands and options with the tab key",
        "",
        'eval "$(skwbc completion bash)"    # in ~/.bashrc; for zsh in ~/.zshrc\n'
        "  skwbc completion fish > ~/.config/fish/completions/skwbc.fish",
    )
    completion.add_argument("shell", choices=["bash", "zsh", "fish"])
    return parser


def _folder(command):
    command.add_argument("folder", metavar="FOLDER", help="folder with one subfolder per class")


def _part(command, default):
    command.add_argument(
        "--part", metavar="NAME", help=f"part to use, if the folder has parts; default {default}"
    )


def _model(command, *, optional=False):
    about = "file written by `skwbc train`"
    if optional:
        about += "; by default, the model that needs no training"
    command.add_argument("model", metavar="MODEL", nargs="?" if optional else None, help=about)


def _files(command):
    command.add_argument(
        "files",
        nargs="+",
        metavar="FILES",
        help="pictures, folders of pictures, or - for names from stdin, one per line",
    )


def _jobs(command, doing="search for copies"):
    command.add_argument(
        "--jobs",
        type=int,
        default=1,
        metavar="N",
        help=f"number of processes that {doing}; -1 for all cores, default 1",
    )


def _seed(command):
    command.add_argument(
        "--seed", type=int, default=0, metavar="N", help="seed of all random numbers; default 0"
    )
