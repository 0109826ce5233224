"""The tutorial notebook: it runs from its first cell to its last, and shows what it promises."""

from __future__ import annotations

import asyncio
import warnings
from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat", reason="pip install '.[dev]'")
nbclient = pytest.importorskip("nbclient", reason="pip install '.[dev]'")
pytest.importorskip("ipykernel", reason="pip install '.[dev]'")

TUTORIAL = Path(__file__).parent.parent / "docs" / "tutorial.ipynb"


def test_the_tutorial_runs(tmp_path: Path) -> None:
    notebook = nbformat.read(TUTORIAL, as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells), "kept without outputs"
    with warnings.catch_warnings():
        # Of Jupyter's own event loops and sockets, which are no business of ours.
        warnings.simplefilter("ignore")
        client = nbclient.NotebookClient(
            notebook, timeout=240, resources={"metadata": {"path": str(tmp_path)}}
        )
        asyncio.run(client.async_execute())
    outputs = [out for cell in notebook.cells for out in cell.get("outputs", [])]
    pages = [out["data"]["text/html"] for out in outputs if "text/html" in out.get("data", {})]
    told = "".join(out.get("text", "") for out in outputs)
    assert 'class="geoents"' in pages[0]
    assert sum("<svg" in page for page in pages) == 1
    assert "LEFT Norway Northern Fisheries Council | negated planned by Marta Olsen" in told
    assert "DENIED by denied.clause at 'denied'" in told
    assert any("Marta Olsen" in out["data"]["text/plain"] for out in outputs if "data" in out)
