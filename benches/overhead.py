#!/usr/bin/env python3
"""Measures what one call through our client costs beside the same call written by hand with reqwest: the list of
conversations, 25 of them in the answer, from a server on this machine.

    python3 benches/overhead.py

By hand means what a careful program does: the same settings of reqwest, a time limit, the status looked at, and the body
read by serde_json into the same types. Instructions are those of the process that calls, per call and without what it
needs to start: those of 2 N calls less those of N. Allocations are the least of many single calls after the first ones:
an answer that comes in more pieces takes more, and in how many it comes is chance.
Prints a table and exits with 1 when a bound is missed. Needs the Rust toolchain and valgrind; writes below target/.
Times on a shared machine mean little by themselves: only the ratio of one run is worth quoting.
"""

import json
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import threading

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = ROOT / os.environ.get("CARGO_TARGET_DIR", "target")
WORK = TARGET / "overhead"
ANSWER = ROOT / "tests/responses/conversationList/full.json"
WAYS = ("client", "by-hand")
CALLS, ROUNDS = 100, 3
MOST_INSTRUCTIONS, MOST_ALLOCATIONS = 1.10, 2

HEADERS = """HTTP/1.1 200 OK
x-frame-options: SAMEORIGIN
x-xss-protection: 0
x-content-type-options: nosniff
x-permitted-cross-domain-policies: none
referrer-policy: strict-origin-when-cross-origin
content-type: application/json; charset=utf-8
vary: Accept
etag: W/"3d5f2c7a91b04e86c2d1f0a9b8e7c6d5"
cache-control: max-age=0, private, must-revalidate
x-request-id: 5b0f7c1e-8a34-4d5e-9c62-1f7a3b8d2e90
x-runtime: 0.084213
content-length: """


def run(*command, **options):
    done = subprocess.run([str(part) for part in command], cwd=ROOT, capture_output=True, text=True, **options)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}:\n{done.stderr}")
    return done.stdout


def page(size=25):
    """The stored answer with its conversations repeated, as the server writes it: without spaces."""
    answer = json.loads(ANSWER.read_text(encoding="utf-8"))
    found = answer["data"]["payload"]
    answer["data"]["payload"] = [found[index % len(found)] for index in range(size)]
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()


def serve(body):
    """Answers every request with the same bytes, as long as this script runs; gives the port."""
    answer = f"{HEADERS}{len(body)}\n\n".replace("\n", "\r\n").encode() + body
    server = socket.create_server(("127.0.0.1", 0))

    def one(connection):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 * len(answer))
        with connection:
            request = b""
            while received := connection.recv(65536):
                request += received
                if request.endswith(b"\r\n\r\n"):  # none has a body
                    connection.sendall(answer)
                    request = b""

    def accept():
        while True:
            threading.Thread(target=one, args=(server.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return server.getsockname()[1]


def instructions(port, way, calls):
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={WORK / 'callgrind.out'}"]
    run(*command, TARGET / "release/calls", port, way, calls)
    text = (WORK / "callgrind.out").read_text(encoding="utf-8")
    return int(re.search(r"^(?:summary|totals): (\d+)", text, re.MULTILINE)[1])


def instructions_per_call(port, way):
    """One figure for each round."""
    return [(instructions(port, way, 2 * CALLS) - instructions(port, way, CALLS)) / CALLS for _ in range(ROUNDS)]


def allocations(port, body_file):
    """The least allocations, reallocations and bytes of each way and stage."""
    found = {}
    for line in run(TARGET / "release/allocations", port, 200, body_file).splitlines():
        way, stage, *counts = line.split()
        found.setdefault((way, stage), []).append([int(count) for count in counts])
    return {key: min(rows) for key, rows in found.items()}


def times(port):
    """The median time of a call in nanoseconds, for each way."""
    lines = run(TARGET / "release/calls", port, "times", 12, 1000).splitlines()
    pairs = [[int(time) for time in line.split()] for line in lines]
    return [statistics.median(column) for column in zip(*pairs)]


def stages(allocated, way):
    """Splits the allocations of a call: reading the body, making the future, and what is left."""
    call, decode, prepare = (allocated[way, stage] for stage in ("call", "decode", "prepare"))
    rest = [whole - read - made for whole, read, made in zip(call, decode, prepare)]
    return {"a whole call": call, "reading the body": decode, "up to the first poll": prepare, "the rest": rest}


def row(*cells):
    print("| " + " | ".join(cells) + " |")


def report(size, counted, allocated, timed):
    """Prints the table and gives the bounds that are missed."""
    ours, theirs = (statistics.median(counted[way]) for way in WAYS)
    print(f"25 conversations, {size:,} bytes; instructions of {CALLS} calls, median of {ROUNDS} rounds\n")
    row("per call", "client", "by hand", "client to by hand")
    row("---", "---", "---", "---")
    row("instructions", f"{ours:,.0f}", f"{theirs:,.0f}", f"{ours / theirs:.3f} (at most {MOST_INSTRUCTIONS:.2f})")
    row("spread of the rounds", *(f"{max(rounds) - min(rounds):,.0f}" for rounds in counted.values()), "")
    split = [stages(allocated, way) for way in WAYS]
    for index, what in enumerate(("allocations", "reallocations", "bytes allocated")):
        for stage in split[0]:
            a, b = (found[stage][index] for found in split)
            bound = f" (at most +{MOST_ALLOCATIONS})" if what == "allocations" and stage == "a whole call" else ""
            row(f"{what}, {stage}", f"{a:,.0f}", f"{b:,.0f}", f"{a - b:+,.0f}{bound}")
    row("time", *(f"{time / 1000:,.0f} µs" for time in timed), f"{timed[0] / timed[1]:.3f}")
    more = allocated["client", "call"][0] - allocated["by-hand", "call"][0]
    print("\nBy hand, reqwest sets the request off where `send()` is called, so more of it is before the first poll.")
    if ours / theirs > MOST_INSTRUCTIONS:
        yield f"instructions: {ours / theirs:.3f} of those by hand, at most {MOST_INSTRUCTIONS:.2f}"
    if more > MOST_ALLOCATIONS:
        yield f"allocations: {more:.0f} more than by hand, at most {MOST_ALLOCATIONS}"


def main():
    if shutil.which("valgrind") is None:
        sys.exit("valgrind is needed to count instructions")
    run("cargo", "build", "--release", "--package", "overhead")
    WORK.mkdir(parents=True, exist_ok=True)
    body = page()
    body_file = WORK / "body.json"
    body_file.write_bytes(body)
    port = serve(body)
    counted = {way: instructions_per_call(port, way) for way in WAYS}
    missed = list(report(len(body), counted, allocations(port, body_file), times(port)))
    for bound in missed:
        print(f"missed: {bound}", file=sys.stderr)
    return not missed


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
