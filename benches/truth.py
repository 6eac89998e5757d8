#!/usr/bin/env python3
"""Measures what the overlays are for: on how many operations a client fails that is made from the vendor's document alone,
and on how many ours does. Both read the answers of tests/responses through the example `decode`.

    python3 benches/truth.py

An operation is not read where at least one of its answers is not, and read with a loss where all are read but something of one
is gone when it is written again. Operations that the vendor's document lacks are left out. Needs the Rust toolchain; writes below target/.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ANSWERS = ROOT / "tests/responses"
VENDOR = ROOT / "target/vendor-client"


def lines():
    """Each stored answer of success as the example reads it, with its operation."""
    document = json.loads((ROOT / "openapi.json").read_text())
    known = {it["operationId"] for item in document["paths"].values() for it in item.values() if "operationId" in it}
    for path in sorted(ANSWERS.glob("*/*")):
        operation = path.parent.name
        if operation not in known or path.name[:3].isdigit() or path.suffix not in (".json", ".txt"):
            continue
        text = path.read_text()
        answer = {"operation_id": operation, "status": 200}
        if text.strip():
            answer["body"] = json.loads(text)
        yield operation, json.dumps(answer)


def vendor_client():
    """A copy of the client whose generated code comes from the document without overlays and names."""
    if VENDOR.exists():
        shutil.rmtree(VENDOR)
    VENDOR.mkdir(parents=True)
    shutil.copytree(ROOT / "generated-client", VENDOR / "generated-client")
    generated = VENDOR / "generated-client/src/generated"
    shutil.rmtree(generated)
    run("cargo", "xtask", "generate", "--spec", "openapi.json", "--out", str(generated), cwd=ROOT)
    manifest = (ROOT / "Cargo.toml").read_text()
    workspace = manifest[: manifest.index("[package]\n")]
    workspace = re.sub("members = .*", 'members = ["generated-client"]', workspace)
    workspace = "\n".join(line for line in workspace.splitlines() if not line.startswith("xtask ="))
    (VENDOR / "Cargo.toml").write_text(workspace + "\n")
    shutil.copy(ROOT / "Cargo.lock", VENDOR / "Cargo.lock")
    return VENDOR


def run(*command, cwd, **more):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, **more)
    if done.returncode not in (0, 1) or (done.returncode and "input" not in more):
        sys.exit(f"{' '.join(command)}:\n{done.stderr}")
    return done.stdout


def outcome(folder, answers):
    """The operations that fail and those that lose, read by the client in this folder."""
    command = ["cargo", "run", "--quiet", "--package", "chatwoot-client", "--example", "decode"]
    text = run(*command, cwd=folder, input="\n".join(line for _, line in answers))
    fails, loses = {}, {}
    for (operation, _), line in zip(answers, text.splitlines(), strict=True):
        read = json.loads(line)
        if not read["ok"]:
            fails.setdefault(operation, f"{read['path'] or '/'}: {read['reason']}")
        elif read["lost"]:
            loses.setdefault(operation, ", ".join(read["lost"][:3]))
    return fails, {operation: what for operation, what in loses.items() if operation not in fails}


def main():
    answers = list(lines())
    operations = {operation for operation, _ in answers}
    print(f"{len(answers)} answers of {len(operations)} operations")
    print("| client made from | not read | read with a loss | whole |")
    print("|---|---|---|---|")
    details = {}
    for name, folder in (("the vendor's document alone", vendor_client()), ("the document with our overlays", ROOT)):
        fails, loses = details[name] = outcome(folder, answers)
        print(f"| {name} | {len(fails)} | {len(loses)} | {len(operations) - len(fails) - len(loses)} |")
    if "--list" in sys.argv:
        for name, (fails, loses) in details.items():
            for kind, found in (("not read", fails), ("lost", loses)):
                for operation, what in sorted(found.items()):
                    print(f"{name}: {kind}: {operation}: {what}")


if __name__ == "__main__":
    main()
