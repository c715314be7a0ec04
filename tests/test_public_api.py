"""Public names, parameters and defaults change only where that is meant."""

from tests.public_api import FILE, lines


def test_public_names_and_signatures_are_kept():
    kept = FILE.read_text(encoding="utf-8").splitlines()
    lost, new = sorted(set(kept) - set(lines())), sorted(set(lines()) - set(kept))
    assert not lost and not new, f"if this is meant, run python -m tests.public_api: {lost} {new}"
