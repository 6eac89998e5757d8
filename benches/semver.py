#!/usr/bin/env python3
"""Holds the Rust verdict of `cargo xtask diff` against the compiler and against cargo-semver-checks.

    python3 benches/semver.py            every edit in tests/changes; prints a table, exits with 1 when a verdict is too mild
    python3 benches/semver.py NAME...    these edits alone

Each file in tests/changes but `base.yaml`, `names.yaml` and `user.rs` is an edit of the base. For each, the client is generated
before and after it; then:

- cargo-semver-checks compares the public items of the two,
- `user.rs`, which uses all that the client of the base offers, is compiled against the client after the edit: with all faces and,
  where an item is not compiled for the same faces any more, with each face alone.

Both see the client with its three faces and without its other features, which no generated code depends on. Where the generated
code is the same, neither is run.

Our verdict is too mild where it is not `major` although one of the two says that code breaks, and where it is `none` although the
generated code differs. What the two say is kept below target/ as long as the code and the tools are the same, so that a second run
after a change of the rules takes seconds. Needs cargo, cargo-semver-checks 0.51 (`cargo install cargo-semver-checks`) and Python 3;
writes below target/.
"""

import concurrent.futures
import hashlib
import itertools
import json
import os
import pathlib
import queue
import re
import shutil
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
CHANGES = ROOT / "tests" / "changes"
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
WORK = TARGET / "semver"
XTASK = TARGET / "debug" / "xtask"
FACES = ("application", "platform", "public")
# rustdoc writes JSON on request only; one setting for all commands, so that nothing is built twice.
SETTINGS = {**os.environ, "RUSTC_BOOTSTRAP": "1", "CARGO_INCREMENTAL": "0", "CARGO_TERM_COLOR": "never"}


def run(*command, cwd=ROOT, accept=(0,), **options):
    options = {"env": SETTINGS, "capture_output": True, "text": True, **options}
    done = subprocess.run([str(part) for part in command], cwd=cwd, **options)
    if done.returncode not in accept:
        sys.exit(f"{' '.join(str(part) for part in command)}:\n{done.stdout}{done.stderr}")
    return done


class Bench:
    """A workspace of its own, with the client and its user."""

    def __init__(self, folder):
        self.folder = folder
        self.target = folder / "target"
        client, user = folder / "generated-client", folder / "user"
        for path in (client, user):
            shutil.rmtree(path, ignore_errors=True)
        skip = shutil.ignore_patterns("generated", "tests", "examples", "target")
        shutil.copytree(ROOT / "generated-client", client, ignore=skip)
        manifest = (client / "Cargo.toml").read_text(encoding="utf-8")
        manifest = re.split(r"\n\[\[|\n\[dev-dependencies\]", manifest)[0]
        (client / "Cargo.toml").write_text(manifest + "\n", encoding="utf-8")
        self.generated = client / "src" / "generated"
        workspace = (ROOT / "Cargo.toml").read_text(encoding="utf-8")
        workspace = workspace[: workspace.index("[package]\n")]
        workspace = re.sub("members = .*", 'members = ["generated-client", "user"]', workspace)
        workspace = re.sub(r"\n\[workspace\.lints(.|\n)*", "\n", workspace)
        workspace = "".join(line for line in workspace.splitlines(True) if not line.startswith("xtask ="))
        (folder / "Cargo.toml").write_text(workspace, encoding="utf-8")
        (client / "Cargo.toml").write_text(manifest.replace("[lints]\nworkspace = true\n", "") + "\n", encoding="utf-8")
        shutil.copy(ROOT / "Cargo.lock", folder)
        (user / "src").mkdir(parents=True)
        shutil.copy(CHANGES / "user.rs", user / "src" / "lib.rs")
        features = "".join(f'{face} = ["chatwoot-client/{face}"]\n' for face in FACES)
        (user / "Cargo.toml").write_text(
            '[package]\nname = "user"\nversion = "0.0.0"\nedition = "2024"\n\n'
            f"[features]\n{features}\n[dependencies]\n"
            'chatwoot-client = { workspace = true }\nserde = { workspace = true }\n', encoding="utf-8")

    def take(self, generated):
        """Puts generated code into the client; what is the same already keeps its time."""
        wanted = {path.relative_to(generated): path.read_bytes() for path in generated.rglob("*") if path.is_file()}
        for path in list(self.generated.rglob("*")):
            if path.is_file() and path.relative_to(self.generated) not in wanted:
                path.unlink()
        for name, text in wanted.items():
            path = self.generated / name
            if not path.exists() or path.read_bytes() != text:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text)

    def cargo(self, *arguments, accept=(0,)):
        return run("cargo", arguments[0], "--quiet", "--target-dir", self.target, *arguments[1:], cwd=self.folder, accept=accept)

    def document(self, to):
        """Writes what cargo-semver-checks reads of the client."""
        self.cargo("rustdoc", "--package", "chatwoot-client", "--lib", "--no-default-features", "--features", ",".join(FACES),
                   "--", "-Zunstable-options", "--output-format=json", "--document-hidden-items", "--cap-lints=allow")
        shutil.copy(self.target / "doc" / "chatwoot_client.json", to)

    def error(self, alone):
        """Why the user's code does not compile, in the compiler's first words: with all faces or, where asked, with one of them."""
        for faces in (FACES, *(((face,) for face in FACES) if alone else ())):
            check = self.cargo("check", "--package", "user", "--lib", "--no-default-features", "--features", ",".join(faces),
                               "--message-format=short", accept=(0, 101))
            if check.returncode:
                if re.search("generated-client/src.*: error", check.stderr):
                    sys.exit(f"the client itself does not compile:\n{check.stderr}")
                told = [line for line in check.stderr.splitlines() if ": error" in line]
                where = f" with `{faces[0]}` alone" if len(faces) == 1 else ""
                return re.sub(r"^.*?error(\[\w+\])?: ", "", told[0] if told else check.stderr.strip()) + where
        return None


def stem(path):
    return path.name.removesuffix(".yaml")


def edits(chosen):
    all_edits = sorted(stem(path) for path in CHANGES.glob("*.yaml") if stem(path) not in ("base", "names"))
    unknown = set(chosen) - set(all_edits)
    if unknown:
        sys.exit(f"no such edit in tests/changes: {', '.join(sorted(unknown))}")
    return chosen or all_edits


def side(name):
    """The generated code and the inputs of the base or of an edit: all that a command has to be told."""
    folder = WORK / "sides" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    # Read from a folder of their own, so that two files can be compared by name alone.
    options = ["--names", CHANGES / "names.yaml"]
    if name == "base":
        shutil.copy(CHANGES / "base.yaml", folder / "openapi.yaml")
    else:
        (folder / "overlays").mkdir()
        shutil.copy(CHANGES / f"{name}.yaml", folder / "overlays")
        options += ["--overlays", folder / "overlays"]
        document = run(XTASK, "spec", "--spec", CHANGES / "base.yaml", "--overlays", folder / "overlays").stdout
        (folder / "openapi.yaml").write_text(document, encoding="utf-8")
    run(XTASK, "generate", "--spec", CHANGES / "base.yaml", *options, "--out", folder / "generated")
    return folder


def code(folder):
    """The generated code but for what only says which text it was made from."""
    generated = folder / "generated"
    files = {path.relative_to(generated): path.read_text(encoding="utf-8") for path in generated.rglob("*") if path.is_file()}
    return {path: re.sub(r"const (STAMP|OPENAPI_VERSION): &str = .*", "", text) for path, text in files.items()}


def gates(generated):
    """The items that are compiled for some faces only, each with its faces."""
    lines = [line for text in generated.values() for line in text.splitlines()]
    return {(line.strip(), then.strip()) for line, then in zip(lines, lines[1:]) if line.lstrip().startswith("#[cfg(")}


def semver_checks(before, after):
    """What cargo-semver-checks says: `major`, `minor` or `none`, and the names of its lints."""
    done = run("cargo", "semver-checks", "check-release", "--release-type", "patch", "--baseline-rustdoc", before,
               "--current-rustdoc", after, accept=(0, 1, 100))
    text = done.stdout + done.stderr
    lints = sorted(set(re.findall(r"^--- (?:failure|warning) (\w+):", text, re.MULTILINE)))
    summary = re.search(r"semver requires new (major|minor) version|no semver update required", text)
    if summary is None:
        sys.exit(f"cargo semver-checks:\n{text}")
    return summary[1] or "none", lints


def verdict(after):
    """What the report says."""
    done = run(XTASK, "diff", WORK / "sides" / "base" / "openapi.yaml", after / "openapi.yaml", "--names", CHANGES / "names.yaml",
               "--format", "json", accept=(0, 1))
    return json.loads(done.stdout)["rust"]


class Results:
    """What cargo-semver-checks and the compiler said, by all that they read."""

    def __init__(self, base):
        self.path = WORK / "results.json"
        self.kept = json.loads(self.path.read_text(encoding="utf-8")) if self.path.exists() else {}
        self.lock = threading.Lock()
        digest = hashlib.sha256()
        for command in (("rustc", "--version"), ("cargo", "semver-checks", "--version")):
            digest.update(run(*command).stdout.encode())
        client = ROOT / "generated-client"
        paths = [path for path in (client / "src").rglob("*.rs") if "generated" not in path.relative_to(client).parts]
        for path in [*sorted(paths), client / "Cargo.toml", ROOT / "Cargo.lock", CHANGES / "user.rs"]:
            digest.update(path.read_bytes())
        self.common = digest.hexdigest() + self.hashed(base)

    @staticmethod
    def hashed(generated):
        return hashlib.sha256(json.dumps(sorted((str(path), text) for path, text in generated.items())).encode()).hexdigest()

    def get(self, generated):
        return self.kept.get(self.common + self.hashed(generated))

    def keep(self, generated, result):
        with self.lock:
            self.kept[self.common + self.hashed(generated)] = result
            fresh = self.path.with_suffix(".new")
            fresh.write_text(json.dumps(self.kept), encoding="utf-8")
            fresh.replace(self.path)


def examine(name, benches, base, results):
    after = side(name)
    before_code, after_code = code(base), code(after)
    row = {"name": name, "ours": verdict(after), "same": before_code == after_code}
    if row["same"]:
        return {**row, "checks": "not run", "lints": [], "error": None}
    kept = results.get(after_code)
    if kept is None:
        kept = measure(benches, base, after, before_code, after_code)
        results.keep(after_code, kept)
    return {**row, **kept}


def measure(benches, base, after, before_code, after_code):
    """What cargo-semver-checks and the compiler say of an edit."""
    bench = benches.take()
    try:
        bench.take(after / "generated")
        bench.document(after / "client.json")
        # What a face alone does not have any more, its line says.
        error = bench.error(alone=not gates(before_code) <= gates(after_code))
    finally:
        benches.give_back(bench)
    checks, lints = semver_checks(base / "client.json", after / "client.json")
    return {"checks": checks, "lints": lints, "error": error}


def too_mild(row):
    if row["ours"] == "none" and not row["same"]:
        return "the code differs"
    if row["ours"] == "major":
        return None
    if row["checks"] == "major":
        return "cargo-semver-checks says major"
    return "the user's code breaks" if row["error"] else None


def show(row):
    user = "compiles" if row["error"] is None else f"breaks: {row['error']}"
    user = user.replace("|", "\\|")
    lints = f" ({', '.join(row['lints'])})" if row["lints"] else ""
    print(f"| {row['name']} | {row['ours']} | {row['checks']}{lints} | {'not run: the same code' if row['same'] else user} |", flush=True)


class Benches:
    """As many as are asked for at once, each made when it is."""

    def __init__(self, base):
        self.base = base
        self.idle = queue.SimpleQueue()
        self.count = itertools.count()

    def take(self):
        try:
            return self.idle.get_nowait()
        except queue.Empty:
            bench = Bench(WORK / f"bench-{next(self.count)}")
        bench.take(self.base / "generated")
        error = bench.error(alone=True)
        if error is not None:
            sys.exit(f"user.rs does not compile against the base itself: {error}")
        return bench

    def give_back(self, bench):
        self.idle.put(bench)


def prepare():
    """Builds the generator, and writes what cargo-semver-checks reads of the base."""
    run("cargo", "build", "--quiet", "--package", "xtask", env=os.environ)
    WORK.mkdir(parents=True, exist_ok=True)
    base = side("base")
    benches = Benches(base)
    bench = benches.take()
    bench.document(base / "client.json")
    benches.give_back(bench)
    return base, benches


def main():
    start = time.perf_counter()
    chosen = edits(sys.argv[1:])
    base, benches = prepare()
    results = Results(code(base))
    print("| edit | ours | cargo-semver-checks | a user's code |\n|---|---|---|---|")
    rows = []
    with concurrent.futures.ThreadPoolExecutor(min(os.cpu_count() or 1, 4)) as pool:
        for row in pool.map(lambda name: examine(name, benches, base, results), chosen):
            rows.append(row)
            show(row)
    mild = [(row["name"], why) for row in rows if (why := too_mild(row))]
    print(f"\n{len(rows)} edits in {(time.perf_counter() - start) / 60:.1f} minutes, {len(mild)} verdicts too mild")
    for name, why in mild:
        print(f"- {name}: {why}")
    return not mild


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
