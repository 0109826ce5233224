"""What mkdocs does beside its plugins: pages made from files elsewhere, links out of docs/, comments.

mkdocs.yml names this file. README, the model card and their like stand once in the repository; the
site has pages made from them. A link to another file of the repository leads to a copy of it.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ROOT: Final = Path(__file__).parent.parent

#: Pages of the site by the file from which they are made; links to that file lead to the page.
PAGES: Final = {
    "models/en_geoents/README.md": "model-card.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "data/gold/GUIDELINES.md": "guidelines.md",
    "docs/tutorial.ipynb": "tutorial.md",
}
_COPIES: Final = "files"  # The folder of the site with files of the repository.
_LINK: Final = re.compile(r"(?<!!)\[([^\[\]]*)\]\(([^()\s]+)\)")
_COMMENT: Final = re.compile(r"^ *<!--.*?-->\n", re.DOTALL | re.MULTILINE)
_FENCE: Final = re.compile(r"^( *)(`{3,}).*?\n.*?^\1\2 *$", re.DOTALL | re.MULTILINE)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made from files elsewhere."""
    for source, page in PAGES.items():
        text = (ROOT / source).read_text(encoding="utf-8")
        if source.endswith(".ipynb"):
            text = _read_notebook(text)
        files.append(File.generated(config, page, content=text))
    for file in list(files.documentation_pages()):
        source = _source(file.src_uri)
        for _, target in _LINK.findall(_FENCE.sub("", file.content_string)):
            path = _path_in_repository(source, target)
            if path and _is_copied(path) and files.get_file_from_path(f"{_COPIES}/{path}") is None:
                copy = (ROOT / path).read_bytes()
                files.append(File.generated(config, f"{_COPIES}/{path}", content=copy))
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Leave out comments, which are for the tests, and turn links out of docs/ into links that lead."""
    parts, at = [], 0
    for fence in _FENCE.finditer(markdown):
        parts += [_mend(markdown[at : fence.start()], page), fence[0]]
        at = fence.end()
    return "".join([*parts, _mend(markdown[at:], page)])


def _mend(text: str, page: Page) -> str:
    source = _source(page.file.src_uri)
    here = PurePosixPath(page.file.src_uri).parent

    def lead(link: re.Match[str]) -> str:
        words, target = link.groups()
        path = _path_in_repository(source, target)
        if path is None:
            return link[0]
        if path in PAGES:
            there = PAGES[path]
        elif path.startswith("docs/") and (ROOT / path).is_file():
            there = path.removeprefix("docs/")
        elif _is_copied(path):
            there = f"{_COPIES}/{path}"
        elif (ROOT / path).is_dir():
            return words
        else:
            return link[0]  # Leads nowhere: mkdocs says so.
        anchor = target.partition("#")[2]
        return f"[{words}]({os.path.relpath(there, here)}{anchor and '#'}{anchor})"

    return _LINK.sub(lead, _COMMENT.sub("", text))


def _source(page: str) -> str:
    """Return the file of the repository that a page of the site is made from."""
    return next((source for source, made in PAGES.items() if made == page), f"docs/{page}")


def _path_in_repository(source: str, target: str) -> str | None:
    """Return where a link of a file leads, from the repository's root; None out of it or in the page."""
    name = target.partition("#")[0]
    if not name or re.match(r"[a-z]+:", name):
        return None
    return os.path.normpath(PurePosixPath(source).parent / name)


def _is_copied(path: str) -> bool:
    return not path.startswith(("docs/", "..")) and path not in PAGES and (ROOT / path).is_file()


def _read_notebook(text: str) -> str:
    """Return a notebook as Markdown; ours are kept without outputs."""
    parts = []
    for cell in json.loads(text)["cells"]:
        source = "".join(cell["source"])
        parts.append(source if cell["cell_type"] == "markdown" else f"```python\n{source}\n```")
    return "\n\n".join(parts) + "\n"
