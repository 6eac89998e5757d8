#!/usr/bin/env python3
"""Measures this pipeline against openapi-to-rust, the nearest other generator, on the same document in the same run.

    python3 benches/rival.py generate    whole-process time of generating, in turn; at most 0.4 of the rival's
    python3 benches/rival.py compile     clean `cargo check` of the generated crate alone, in turn; at most 0.5; crates in the tree
    python3 benches/rival.py growth      the document repeated ten times under other names takes about ten times as long

Each prints its figures and exits with 1 when a bound is missed. Needs cargo and Python 3; installs the rival below target/.
Times on a shared machine mean little by themselves: only the ratios of one run are worth quoting.
"""

import contextlib
import json
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / "target" / "rival"
RIVAL = WORK / "bin" / "openapi-to-rust"
OURS = ROOT / "target" / "release" / "xtask"
VERSION = "0.23.0"


def run(*command, cwd=ROOT, **options):
    return subprocess.run([str(part) for part in command], cwd=cwd, check=True, **options)


def quiet(*command, cwd=ROOT):
    run(*command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def timed(*command, cwd=ROOT):
    start = time.perf_counter()
    quiet(*command, cwd=cwd)
    return time.perf_counter() - start


def prepare():
    """Builds both generators and writes the effective document and the rival's configuration."""
    WORK.mkdir(parents=True, exist_ok=True)
    run("cargo", "build", "--quiet", "--release", "--package", "xtask")
    if not RIVAL.exists():
        run("cargo", "install", "--quiet", "openapi-to-rust", "--version", VERSION, "--features", "cli", "--root", WORK)
    with open(WORK / "effective.json", "w", encoding="utf-8") as file:
        run(OURS, "spec", stdout=file)
    quiet(RIVAL, "init", WORK / "effective.json", "--force", cwd=WORK)


@contextlib.contextmanager
def fresh_folder():
    """A folder in memory to write into, where there is one: a disk's file system is slow for minutes where many files were
    deleted, and that is not what is measured."""
    memory = pathlib.Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else WORK) as folder:
        yield pathlib.Path(folder)


def generate(pairs=15):
    prepare()
    ours, theirs = [], []
    with fresh_folder() as fresh:
        for index in range(pairs):
            ours.append(timed(OURS, "generate", "--out", fresh / f"ours-{index}"))
            other = fresh / f"theirs-{index}"
            other.mkdir()
            shutil.copy(WORK / "openapi-to-rust.toml", other)
            theirs.append(timed(RIVAL, "generate", "--config", "openapi-to-rust.toml", "--quiet", cwd=other))
    ratio = statistics.median(a / b for a, b in zip(ours, theirs))
    print(f"generate, median of {pairs} pairs: ours {statistics.median(ours) * 1000:.0f} ms, "
          f"openapi-to-rust {VERSION} {statistics.median(theirs) * 1000:.0f} ms, ratio {ratio:.2f} (at most 0.40)")
    return ratio <= 0.4


def compile_time(pairs=5):
    prepare()
    quiet(RIVAL, "generate", "--config", "openapi-to-rust.toml", cwd=WORK)
    (WORK / "src" / "lib.rs").write_text("pub mod generated;\n", encoding="utf-8")
    dependencies = (WORK / "src" / "generated" / "REQUIRED_DEPS.toml").read_text(encoding="utf-8")
    manifest = '[package]\nname = "rival"\nversion = "0.1.0"\nedition = "2024"\n\n' + dependencies + "\n[workspace]\n"
    (WORK / "Cargo.toml").write_text(manifest, encoding="utf-8")
    own, other = WORK / "check-ours", WORK / "check-theirs"
    ours, theirs = [], []
    for index in range(pairs + 1):
        a = timed("cargo", "check", "--quiet", "--package", "chatwoot-client", "--target-dir", own)
        b = timed("cargo", "check", "--quiet", "--target-dir", other, cwd=WORK)
        if index > 0:  # the first builds the dependencies
            ours.append(a)
            theirs.append(b)
        quiet("cargo", "clean", "--quiet", "--package", "chatwoot-client", "--target-dir", own)
        quiet("cargo", "clean", "--quiet", "--package", "rival", "--target-dir", other, cwd=WORK)
    ratio = statistics.median(a / b for a, b in zip(ours, theirs))
    print(f"cargo check of the crate alone, median of {pairs} pairs: ours {statistics.median(ours):.1f} s, "
          f"openapi-to-rust {VERSION} {statistics.median(theirs):.1f} s, ratio {ratio:.2f} (at most 0.50)")
    counts = crates(ROOT, "--package", "chatwoot-client"), crates(WORK)
    print(f"crates in a cold build with TLS: ours {counts[0]} (at most 92), openapi-to-rust {counts[1]}")
    return ratio <= 0.5 and counts[0] <= 92


def crates(folder, *package):
    tree = run("cargo", "tree", *package, "--edges", "normal,build", "--prefix", "none", "--target",
               "x86_64-unknown-linux-gnu", cwd=folder, capture_output=True, text=True).stdout
    return len({re.sub(r" \(\*\)$", "", line) for line in tree.splitlines()})


def growth(runs=7):
    prepare()
    document = json.loads((ROOT / "openapi.json").read_text(encoding="utf-8"))
    (WORK / "once.json").write_text(json.dumps(document, indent=2), encoding="utf-8")
    (WORK / "tenfold.json").write_text(json.dumps(repeated(document, 10), indent=2), encoding="utf-8")
    once, tenfold = [], []
    with fresh_folder() as fresh:
        for index in range(runs):
            for name, times in (("once", once), ("tenfold", tenfold)):
                times.append(timed(OURS, "generate", "--spec", WORK / f"{name}.json", "--out", fresh / f"{name}-{index}"))
    ratio = statistics.median(b / a for a, b in zip(once, tenfold))
    print(f"growth, median of {runs} pairs: once {statistics.median(once) * 1000:.0f} ms, "
          f"tenfold {statistics.median(tenfold) * 1000:.0f} ms, ratio {ratio:.1f} (at most 12)")
    return ratio <= 12


def repeated(document, times):
    """The document's paths and components several times over, each time under other names."""
    grown = {**document, "paths": {}, "components": {kind: {} for kind in document["components"]}}
    for index in range(times):
        text = re.sub(r'"#/components/(\w+)/([^"]+)"', rf'"#/components/\1/\2_{index}"', json.dumps(document))
        copy = json.loads(text)
        for path, item in copy["paths"].items():
            for method, operation in item.items():
                if method != "parameters":
                    operation["operationId"] += f"-{index}"
                    operation["tags"] = [f"{tag} {index}" for tag in operation["tags"]]
                    for scheme in operation.get("security", []):
                        for name in list(scheme):
                            scheme[f"{name}_{index}"] = scheme.pop(name)
            grown["paths"][f"/r{index}{path}"] = item
        for kind, entries in copy["components"].items():
            for name, entry in entries.items():
                grown["components"][kind][f"{name}_{index}"] = entry
    return grown


if __name__ == "__main__":
    commands = {"generate": generate, "compile": compile_time, "growth": growth}
    chosen = commands.get(sys.argv[1]) if len(sys.argv) == 2 else None
    if chosen is None:
        sys.exit(__doc__)
    sys.exit(0 if chosen() else 1)
