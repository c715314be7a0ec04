"""Printing and conversion of tables of results."""

import csv
import html
import io
import re
from pathlib import Path

import numpy as np


class Table:
    """Base class of results that are tables.

    A subclass implements ``_caption()``; ``_facts()``, which returns plain values about the whole
    table; ``_rows()``, which returns a dictionary of plain values for each row; and ``_shown()``,
    which returns the column heads and rows of strings to display, with a line break between a value
    and its interval.
    """

    def __str__(self):
        heads, rows = self._shown()
        split = [[cell.split("\n") for cell in row] for row in [heads, *rows]]
        widths = [max(len(line) for cell in column for line in cell) for column in zip(*split)]
        lines = [self._caption()]
        for row in split:
            for number in range(max(map(len, row))):
                cells = [cell[number] if number < len(cell) else "" for cell in row]
                texts = [cells[0].ljust(widths[0])]
                texts += [cell.rjust(width) for cell, width in zip(cells[1:], widths[1:])]
                lines.append("  ".join(texts).rstrip())
        return "\n".join(lines)

    def to_dict(self):
        """Return the table as plain values, ready for JSON.

        Returns
        -------
        table : dict
            Values about the whole table, and under 'rows' one dictionary per row; unknown values
            are None.
        """
        return {**self._facts(), "rows": self._rows()}

    def to_csv(self, path=None):
        """Return the table as comma-separated values, or write them to a file.

        Parameters
        ----------
        path : str or Path, optional
            File to write.

        Returns
        -------
        text : str or None
            The values; None if ``path`` is passed.
        """
        rows = self._rows()
        text = io.StringIO()
        writer = csv.DictWriter(text, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        if path is None:
            return text.getvalue()
        Path(path).write_text(text.getvalue(), encoding="utf-8", newline="")

    def to_markdown(self):
        """Return the table as Markdown.

        Returns
        -------
        text : str
            The table below its caption.
        """

        def line(cells):
            return f"| {' | '.join(_lines(cell, _markdown) for cell in cells)} |"

        heads, rows = self._shown()
        rule = f"| :-- |{' --: |' * (len(heads) - 1)}"
        return "\n".join([self._caption(), "", line(heads), rule, *map(line, rows)])

    def to_pandas(self):
        """Return the table as a data frame.

        Returns
        -------
        frame : pandas.DataFrame
            One row per row of the table.
        """
        try:
            import pandas
        except ImportError as error:
            message = "to_pandas needs pandas; install it with `pip install pandas`."
            raise ImportError(message) from error
        return pandas.DataFrame(self._rows())

    def _repr_html_(self):
        heads, rows = self._shown()
        lines = [f"<table><caption>{html.escape(self._caption())}</caption>"]
        for tag, part, body in (("th", "thead", [heads]), ("td", "tbody", rows)):
            lines.append(f"<{part}>")
            for row in body:
                cells = (f"<{tag}>{_lines(cell, html.escape)}</{tag}>" for cell in row)
                lines.append(f"<tr>{''.join(cells)}</tr>")
            lines.append(f"</{part}>")
        return "\n".join([*lines, "</table>"])


def name_of(label):
    """Return the name of a class as one line of printable characters."""
    return "".join(
        character if character.isprintable() else ascii(character)[1:-1] for character in str(label)
    )


def plain(value):
    """Convert a NumPy value to a Python value, and nan to None."""
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and np.isnan(value) else value


def _markdown(text):
    return re.sub(r"([\\`*|\[\]])", r"\\\1", html.escape(text, quote=False))


def _lines(cell, escape):
    return "<br>".join(escape(line) for line in cell.split("\n"))
