"""A run that is stopped, however that happens, goes on where it was: nothing twice, nothing lost.

Real processes with a stand-in for the pipeline are killed at random moments; ``GEOENTS_KILLS=200``
kills as often as that says, a few times in CI.
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from geoents.manifest import Manifest, ManifestError, State

KILLS: Final = int(os.environ.get("GEOENTS_KILLS", "6"))

#: Reads "A-B" as "A met B", a few milliseconds each, and settles its output often.
STAND_IN: Final = """
import sys, time
from types import ModuleType
import stand_ins
import geoents.sinks.resumable
geoents.sinks.resumable._SECONDS = 0.05

def extract_many(texts, *, nlp=None, on_error=None, limits=None, profile=None):
    for text in texts:
        time.sleep(PAUSE)
        try:
            document = stand_ins.read(text, {})
        except ValueError as error:
            on_error(text, error)
            continue
        yield document

module = ModuleType("geoents.pipeline")
module.extract_many, module.load = extract_many, lambda: None
sys.modules["geoents.pipeline"] = module
geoents.pipeline = module
from geoents.cli import main
main()
"""
ENVIRONMENT: Final = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}


def start(
    *arguments: Path | str, pause: float = 0.0, before: Callable[[], None] | None = None
) -> subprocess.Popen[str]:
    code = f"PAUSE = {pause}\n{STAND_IN}"
    return subprocess.Popen(
        [sys.executable, "-c", code, "extract", *map(str, arguments)],
        env=ENVIRONMENT,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=before,
    )


def execute(*arguments: Path | str, **options: Any) -> tuple[int, list[str]]:
    """Run the command to its end; return its exit code and what it said."""
    with start(*arguments, **options) as child:
        said = child.communicate(timeout=120)[1]
        return child.returncode, said.splitlines()


def write_texts(path: Path, names: list[str]) -> None:
    lines = (json.dumps({"id": f"t{n}", "text": f"Fiji{n}-{name}"}) for n, name in enumerate(names))
    path.write_text("\n".join(lines) + "\n")


def ids(path: Path) -> list[str]:
    return [json.loads(line)["id"] for line in path.read_text().splitlines()]


def size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


@pytest.fixture
def news(tmp_path: Path) -> Path:
    write_texts(tmp_path / "news.jsonl", ["Oman"] * 400)
    return tmp_path / "news.jsonl"


def test_a_run_killed_at_random_moments_gives_the_bytes_of_one_that_was_not(tmp_path: Path) -> None:
    news, plain, out = tmp_path / "news.jsonl", tmp_path / "plain.jsonl", tmp_path / "out.jsonl"
    part = tmp_path / "out.jsonl.part"
    write_texts(news, ["Oman"] * (60 * KILLS))
    assert execute(news, "--out", plain)[0] == 0
    rng = random.Random()
    kills = dict.fromkeys((signal.SIGKILL, signal.SIGINT, signal.SIGTERM), 0)
    while sum(kills.values()) < KILLS and not out.exists():
        with start(news, "--out", out, "--resume", pause=0.004) as child:
            # Somewhere from before the first document to well into the run.
            before = size(part)
            while rng.random() < 0.9 and size(part) == before and child.poll() is None:
                time.sleep(0.002)
            time.sleep(rng.uniform(0, 0.25))
            number = rng.choices(list(kills), weights=[4, 1, 1])[0]
            if child.poll() is None:
                assert not out.exists() or size(out) == size(plain)
                child.send_signal(number)
                kills[number] += 1
            child.communicate()
    print(f"{sum(kills.values())} kills: { ({n.name: k for n, k in kills.items()}) }")
    code, _ = execute(news, "--out", out, "--resume")
    assert code == 0
    assert out.read_bytes() == plain.read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "news.jsonl", "out.jsonl", "out.jsonl.manifest", "plain.jsonl",
    ]  # fmt: skip


def stop_midway(news: Path, out: Path) -> int:
    """Kill a run when it has settled something; return how many bytes that is."""
    part = out.with_name(f"{out.name}.part")
    with start(news, "--out", out, "--resume", pause=0.01) as child:
        while size(part) < 4000:
            time.sleep(0.01)
        time.sleep(0.2)
        child.kill()
        child.communicate()
    manifest = Manifest(out.with_name(f"{out.name}.manifest"))
    manifest.close()
    assert 0 < manifest.length <= size(part)
    return manifest.length


@pytest.mark.parametrize("tail", [b"", b'{"id": "t9', b"\0" * 9000], ids=["lost", "half", "zeros"])
def test_what_a_power_cut_leaves_of_the_output_does_not_matter(
    news: Path, tmp_path: Path, tail: bytes
) -> None:
    # What was not on the disk for sure may be lost, half there, or blocks of zeros.
    out, part = tmp_path / "out.jsonl", tmp_path / "out.jsonl.part"
    settled = stop_midway(news, out)
    part.write_bytes(part.read_bytes()[:settled] + tail)
    assert execute(news, "--out", out, "--resume")[0] == 0
    assert ids(out) == [f"t{n}" for n in range(400)]


def test_a_full_disk_is_told_and_the_run_goes_on_when_there_is_room(
    news: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"

    def fill_up() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, resource.RLIM_INFINITY))

    code, said = execute(news, "--out", out, "--resume", pause=0.002, before=fill_up)
    assert code == 1
    assert len(said) == 1
    assert said[0].startswith(f"geoents: {out}")
    assert not out.exists()
    assert execute(news, "--out", out, "--resume")[0] == 0
    assert ids(out) == [f"t{n}" for n in range(400)]


#: In a namespace of its own, where a disk of any size can be had: fills it, then makes room.
FULL: Final = """
mount -t tmpfs -o size=$1 none "$2" || exit 77
"$4" -c "$5" extract "$3" --out "$2/out.jsonl" --resume
echo "exit $?" >&2
ls "$2" >&2
mount -o remount,size=16m "$2"
"$4" -c "$5" extract "$3" --out "$2/out.jsonl" --resume || exit 1
cp "$2/out.jsonl" "$2/../found.jsonl"
"""
WHICHEVER: Final = (
    "out.jsonl: no space left on device; what was written before is kept",
    "out.jsonl.manifest: database or disk is full; make room and run it again",
)
IN_NAMESPACE: Final = ("unshare", "--map-root-user", "--mount")


@pytest.mark.skipif(
    shutil.which("unshare") is None
    or subprocess.run([*IN_NAMESPACE, "true"], capture_output=True, check=False).returncode != 0,
    reason="no disk of one's own can be mounted here",
)
@pytest.mark.parametrize(
    ("room", "left"),
    [("96k", ["out.jsonl.manifest", "out.jsonl.part"]), ("8k", ["out.jsonl.manifest"])],
    ids=["midway", "at once"],
)
def test_a_real_disk_that_is_full_costs_nothing_once_there_is_room(
    news: Path, tmp_path: Path, room: str, left: list[str]
) -> None:
    disk, plain = tmp_path / "disk", tmp_path / "plain.jsonl"
    disk.mkdir()
    code = f"PAUSE = 0.001\n{STAND_IN}"
    run = subprocess.run(
        [*IN_NAMESPACE, "sh", "-c", FULL, "sh", room, disk, news, sys.executable, code],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if run.returncode == 77:
        pytest.skip("no disk of one's own can be mounted here")
    assert run.returncode == 0, run.stderr
    first, exit_, *others = run.stderr.splitlines()
    assert first.endswith(WHICHEVER), first  # The output or the manifest, which grow together.
    assert (exit_, others[: len(left)]) == ("exit 1", left)
    assert execute(news, "--out", plain)[0] == 0
    assert (tmp_path / "found.jsonl").read_bytes() == plain.read_bytes()


def test_an_output_that_lost_what_was_settled_is_refused(news: Path, tmp_path: Path) -> None:
    out, part = tmp_path / "out.jsonl", tmp_path / "out.jsonl.part"
    settled = stop_midway(news, out)
    os.truncate(part, settled - 1)
    code, (said,) = execute(news, "--out", out, "--resume")
    assert code == 1
    assert said == (
        f"geoents: {part}: {settled - 1:,} bytes, but {settled:,} were written; "
        "remove it and out.jsonl.manifest, and start anew"
    )


def test_documents_that_fail_are_quarantined_and_can_be_retried(tmp_path: Path) -> None:
    news, out = tmp_path / "news.jsonl", tmp_path / "out.jsonl"
    quarantine = tmp_path / "out.jsonl.quarantine"
    write_texts(news, ["Oman", "fails", "Peru"])
    with news.open("a") as lines:
        lines.write('{"text": "Chad-Mali\n')
    code, _ = execute(news, "--out", out, "--resume")
    assert code == 1
    assert ids(out) == ["t0", "t2"]
    failures = [json.loads(line) for line in quarantine.read_text().splitlines()]
    assert [(f["place"], f["id"]) for f in failures] == [(f"{news}:2", "t1"), (f"{news}:4", None)]
    assert failures[0]["error"] == "not extracted, ValueError: Fiji1 fails; please report it"
    assert failures[1]["error"].startswith("broken JSON")

    # Another run does not try again, but for what was not even read.
    code, said = execute(news, "--out", out, "--resume")
    assert code == 1
    assert len(said) == 2
    assert said[0].startswith(f"geoents: {news}:4: broken JSON")
    assert ids(out) == ["t0", "t2"]

    # What was wrong with the texts is mended; where they stand is the same.
    mended = news.read_text().replace("fails", "Cuba!").replace("Mali", 'Mali", "id": "t3"}')
    news.write_text(mended)
    assert execute(news, "--out", out, "--retry-quarantined")[0] == 0
    assert ids(out) == ["t0", "t2", "t1", "t3"]
    assert not quarantine.exists()


def test_new_documents_are_added_to_a_run_that_is_done(tmp_path: Path) -> None:
    news, out = tmp_path / "news.jsonl", tmp_path / "out.jsonl"
    write_texts(news, ["Oman", "Peru"])
    assert execute(news, "--out", out, "--resume")[0] == 0
    write_texts(news, ["Oman", "Peru", "Chad"])
    code, (said,) = execute(news, "--out", out, "--resume")
    assert code == 0
    assert said.startswith("geoents: note: 1 documents written, 0 failed in ")
    assert ids(out) == ["t0", "t1", "t2"]


def test_an_output_of_no_run_is_not_touched(news: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("mine\n")
    code, (said,) = execute(news, "--out", out, "--resume")
    assert (code, said) == (
        1,
        f"geoents: {out}: is there, but of no run to go on with; name another",
    )
    assert out.read_text() == "mine\n"


def test_two_runs_into_one_file_are_refused(news: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    manifest = Manifest(tmp_path / "out.jsonl.manifest")
    code, (said,) = execute(news, "--out", out, "--resume")
    manifest.close()
    assert code == 1
    assert said.endswith("out.jsonl.manifest: another run is writing there; wait for it")


@pytest.mark.parametrize(
    "arguments", [["--resume"], ["--resume", "--out", "a.txt"], ["--retry-quarantined"]]
)
def test_only_a_file_of_records_can_be_gone_on_with(news: Path, arguments: list[str]) -> None:
    code, said = execute(news, *arguments)
    assert code == 2
    assert "it needs records: --out FILE.jsonl" in " ".join(said)


# -- the manifest by itself -------------------------------------------------------------------


def test_what_was_not_settled_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "m"
    manifest = Manifest(path)
    manifest.enter_input("a", "1")
    for id_ in ("x", "y", "z"):
        manifest.enter(id_, f"a:{id_}", "digest")
    manifest.settle("x")
    manifest.fail("a:y", "it fails", "y")
    manifest.commit(10)
    manifest.settle("z")  # Not committed.
    manifest.close()

    again = Manifest(path)
    assert again.length == 10
    again.enter_input("a", "1")
    assert [again.is_settled(f"a:{id_}") for id_ in "xyz"] == [True, True, False]
    assert again.find("x") == ("a:x", "digest", False, State.WRITTEN)
    assert again.find("z") is None
    assert list(again.failures()) == [("a:y", "y", "it fails")]
    again.enter_input("a", "2")  # The file has changed: its places say nothing any more.
    assert not again.is_settled("a:x")
    again.close()

    retried = Manifest(path, retry=True)
    retried.enter_input("b", "1")
    assert retried.find("y") is None
    assert retried.find("x") is not None
    retried.close()


def test_one_output_does_not_mix_versions(tmp_path: Path) -> None:
    manifest = Manifest(tmp_path / "m")
    manifest.check_maker("geoents 1")
    manifest.commit(0)
    manifest.close()
    again = Manifest(tmp_path / "m")
    again.check_maker("geoents 1")
    with pytest.raises(ManifestError, match="begun with geoents 1, this is geoents 2"):
        Manifest.check_maker(again, "geoents 2")
    again.close()


def test_what_is_no_manifest_is_told(tmp_path: Path) -> None:
    (tmp_path / "m").write_text("no database, but long enough to be looked at" * 50)
    with pytest.raises(ManifestError, match="m: file is not a database"):
        Manifest(tmp_path / "m")
    with pytest.raises(ManifestError, match="unable to open"):
        Manifest(tmp_path / "absent" / "m")
