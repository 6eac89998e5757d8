#!/usr/bin/env python3
"""Times `cargo xtask diff` on two documents of the real size, and on two that are ten times as large.

    python3 benches/diff.py              times the release build; exits with 1 when a bound is missed
    python3 benches/diff.py OLD NEW      the same for two documents of your own, once and without bounds

The two documents are ours as it is, without overlays, and ours with every third description of an operation's parameters taken
away, every fifth operation gone and every fourth schema with one property less: a change far larger than any real one. The time is that of the
whole process. Times on a shared machine mean little: the least of several runs is the one that others disturbed least.
"""

import json
import subprocess
import sys
import time

from rival import ROOT, repeated

WORK = ROOT / "target/diff"
OURS = ROOT / "target/release/xtask"
RUNS = 9
MOST_SECONDS, MOST_GROWTH = 0.300, 12


def changed(document):
    """A copy of the document after many changes."""
    copy = json.loads(json.dumps(document))
    operations = [(path, method) for path, item in copy["paths"].items() for method in item if method != "parameters"]
    for path, method in operations[::5]:
        del copy["paths"][path][method]
    for path in [path for path, item in copy["paths"].items() if not set(item) - {"parameters"}]:
        del copy["paths"][path]
    for name in sorted(copy["components"]["schemas"])[::4]:
        properties = copy["components"]["schemas"][name].get("properties", {})
        if len(properties) > 1:
            removed = sorted(properties)[0]
            del properties[removed]
            schema = copy["components"]["schemas"][name]
            schema["required"] = [it for it in schema.get("required", []) if it != removed]
    for item in copy["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict):
                for parameter in operation.get("parameters", [])[::3]:
                    parameter.pop("description", None)
    return copy


def seconds(old, new):
    start = time.perf_counter()
    done = subprocess.run([OURS, "diff", old, new, "--format", "markdown"], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return time.perf_counter() - start, done.stdout


def write(name, document):
    path = WORK / name
    path.write_text(json.dumps(document, indent=2), encoding="utf-8")
    return path


def main():
    subprocess.run(["cargo", "build", "--release", "--package", "xtask"], cwd=ROOT, check=True)
    if len(sys.argv) == 3:
        print(f"{min(seconds(*sys.argv[1:])[0] for _ in range(RUNS)) * 1000:.0f} ms, the least of {RUNS}")
        return True
    WORK.mkdir(parents=True, exist_ok=True)
    document = json.loads((ROOT / "openapi.json").read_text(encoding="utf-8"))
    pairs = {}
    for name, times in (("once", 1), ("tenfold", 10)):
        old = write(f"{name}.json", repeated(document, times))
        pairs[name] = (old, write(f"{name}-changed.json", repeated(changed(document), times)))
    found = {name: min(seconds(*pair)[0] for _ in range(RUNS)) for name, pair in pairs.items()}
    growth = found["tenfold"] / found["once"]
    for name, least in found.items():
        print(f"{name}: {least * 1000:.0f} ms, the least of {RUNS}")
    print(f"tenfold to once: {growth:.1f} (at most {MOST_GROWTH}); once: at most {MOST_SECONDS * 1000:.0f} ms")
    return found["once"] <= MOST_SECONDS and growth <= MOST_GROWTH


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
