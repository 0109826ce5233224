"""How a record shows itself where it is the last line of a notebook's cell."""

from __future__ import annotations

__all__ = ["Displayed"]


class Displayed:
    """A document that Jupyter shows as a text in colours."""

    def _repr_html_(self) -> str:
        from geoents.records import Document
        from geoents.viewer.cell import render_cell  # the only way up, taken when one looks

        assert isinstance(self, Document)
        return render_cell(self)
