"""What the README shows really runs."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_readme_code_runs_as_pasted(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert len(blocks) >= 2
    namespace = {}
    for block in blocks:
        exec(compile(block, "README.md", "exec"), namespace)
    accuracy = float(re.search(r"unseen cells: (\d\.\d+)", capsys.readouterr().out).group(1))
    assert accuracy > 0.6
    assert {path.name for path in tmp_path.iterdir()} == {"cells.skops", "report.html"}
