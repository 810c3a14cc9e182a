"""How long `qganc lsp` takes to answer while one types, in a file of some thousand lines.

    swift build -c release --product qganc
    python benchmarks/editor.py --lines 2000

Types a statement character by character at places all over the file. After every edit, which goes to the server as the editor would
send it, one request is timed from its first byte to the last byte of the answer, so that the answer holds the parsing of the edit.
Prints one line a request: median, 99th percentile and maximum in milliseconds; then the time from an edit to its findings, from a
quiet moment to the lint findings, and the largest resident memory of the server.
"""

import argparse
import json
import os
import random
import select
import statistics
import subprocess
import sys
import time

SECTION = """
/// A layered ansatz, number {i}.
circuit vqc{i}(const int layers, input angle[const n] x, param angle[layers, n] w) -> float[n] {{
  qubit[n] q;
  ry(x) q;
  for int l in [0:layers - 1] {{
    ry(w[l]) q;
    for int k in [0:n - 2] {{ cx q[k], q[k + 1]; }}
  }}
  return expval(Z) q;
}}

/// Latents to pictures, number {i}.
model Generator{i}(input float[100] z) -> float[64] {{
  hidden = z |> dense(5) |> tanh;
  mixed = pi * hidden |> vqc{i}(layers: 3);
  return mixed
    |> dense(16 * 2 * 2) |> reshape(16, 2, 2)
    |> conv_transpose2d(8, kernel: 4, stride: 2, padding: 1) |> relu
    |> conv_transpose2d(1, kernel: 4, stride: 2, padding: 1) |> flatten |> sigmoid;
}}

/// Pictures to logits, number {i}.
model Critic{i}(input float[64] image) -> float {{
  features = image |> reshape(1, 8, 8)
    |> conv2d(8, kernel: 4, stride: 2, padding: 1) |> leaky_relu(0.2)
    |> conv2d(16, kernel: 4, stride: 2, padding: 1) |> leaky_relu(0.2);
  return features |> flatten |> dense(1);
}}

train gan{i} {{
  generator: Generator{i}; discriminator: Critic{i};
  data: patterns; latent: normal(0, 1); loss: bce; optimizer: adam(lr: 2e-4);
  batch: 32; epochs: 5; seed: {i};
}}
"""

HEAD = """qgan 1.0;

dataset patterns { source: bars_and_stripes(8, 8); }
"""


class Server:
    """A started `qganc lsp`."""

    def __init__(self, executable):
        self.process = subprocess.Popen([executable, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self.buffer = b""
        self.last = 0
        self.published = []

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def read(self, timeout=None):
        """The next message, or None after `timeout` seconds without one."""
        while True:
            head, found, rest = self.buffer.partition(b"\r\n\r\n")
            if found:
                length = int(head.split(b":")[1])
                if len(rest) >= length:
                    self.buffer = rest[length:]
                    message = json.loads(rest[:length])
                    if message.get("method") == "textDocument/publishDiagnostics":
                        self.published.append((time.perf_counter(), message["params"]))
                    return message
            if timeout is not None and not select.select([self.process.stdout], [], [], timeout)[0]:
                return None
            data = os.read(self.process.stdout.fileno(), 1 << 20)
            if not data:
                sys.exit("the server ended")
            self.buffer += data

    def request(self, method, params):
        self.last += 1
        self.send({"id": self.last, "method": method, "params": params})
        while True:
            message = self.read()
            if message.get("id") == self.last:
                if "error" in message:
                    sys.exit(f"{method}: {message['error']}")
                return message["result"]

    def wait_for_findings(self, version, timeout=60):
        """When the first findings of a version came, or of a later one."""
        end = time.perf_counter() + timeout
        while time.perf_counter() < end:
            for when, params in self.published:
                if params.get("version", -1) >= version:
                    return when
            self.read(timeout=0.5)
        sys.exit("no findings came")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--qganc", default=".build/release/qganc")
    parser.add_argument("--lines", type=int, default=2000)
    parser.add_argument("--edits", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    random.seed(options.seed)

    text, i = HEAD, 0
    while text.count("\n") < options.lines:
        text, i = text + SECTION.format(i=i), i + 1
    lines = text.split("\n")
    uri = "file:///nowhere/large.qgan"
    document = {"uri": uri}
    server = Server(options.qganc)
    server.request("initialize", {"capabilities": {}, "rootUri": None})
    server.send({"method": "initialized", "params": {}})
    start = time.perf_counter()
    server.send({"method": "textDocument/didOpen", "params": {
        "textDocument": {"uri": uri, "languageId": "qgan", "version": 0, "text": text}}})
    opened = server.wait_for_findings(0) - start
    compiler = [f for _, p in server.published for f in p["diagnostics"]]
    if any(f["severity"] == 1 for f in compiler):
        sys.exit(f"the program is wrong: {compiler[0]}")

    typed = "  shape = z |> dense(7) |> tanh;"
    hosts = [n for n, line in enumerate(lines) if line.startswith("  hidden = ")]
    version, column, row = 0, 0, random.choice(hosts)
    times, findings = {}, []

    def edit(start, end, new):
        nonlocal version
        version += 1
        server.send({"method": "textDocument/didChange", "params": {
            "textDocument": {"uri": uri, "version": version},
            "contentChanges": [{"range": {"start": start, "end": end}, "text": new}]}})

    def at(line, character):
        return {"line": line, "character": character}

    def host():
        """A line that binds `hidden`, of any model; the typed line pushes those behind it down."""
        line = random.choice(hosts)
        return line + (line >= row)

    requests = {
        "completion": lambda: {"textDocument": document, "position": at(row, column)},
        "hover": lambda: {"textDocument": document, "position": at(host() + 1, 26)},
        # Sizes there follow from those who use the circuit.
        "hover, open sizes": lambda: {"textDocument": document, "position": at(host() - 8, 7)},
        "definition": lambda: {"textDocument": document, "position": at(host() + 1, 26)},
        "references": lambda: {
            "textDocument": document, "position": at(2, 10), "context": {"includeDeclaration": True}},
        "documentHighlight": lambda: {"textDocument": document, "position": at(2, 10)},
        "prepareRename": lambda: {"textDocument": document, "position": at(2, 10)},
        "documentSymbol": lambda: {"textDocument": document},
        "semanticTokens/full": lambda: {"textDocument": document},
        "inlayHint": lambda: {"textDocument": document, "range": {"start": at(max(0, row - 40), 0), "end": at(row + 40, 0)}},
        "inlayHint, whole file": lambda: {"textDocument": document, "range": {"start": at(0, 0), "end": at(len(lines), 0)}},
        "codeAction": lambda: {
            "textDocument": document, "range": {"start": at(row, 0), "end": at(row, 80)}, "context": {"diagnostics": []}},
    }
    for n in range(options.edits):
        if column == len(typed):
            # The statement is whole: taken out again, and another place is gone to.
            edit(at(row, 0), at(row + 1, 0), "")
            column, row = 0, random.choice(hosts)
        if column == 0:
            edit(at(row, 0), at(row, 0), "\n")
        server.published.clear()
        begin = time.perf_counter()
        edit(at(row, column), at(row, column), typed[column])
        column += 1
        name = list(requests)[n % len(requests)]
        server.request("textDocument/" + name.split(",")[0], requests[name]())
        times.setdefault(name, []).append(time.perf_counter() - begin)
        findings.append(server.wait_for_findings(version) - begin)
    # Formatting refuses what is not whole.
    edit(at(row, 0), at(row + 1, 0), "")
    for n in range(20):
        begin = time.perf_counter()
        edit(at(3, 0), at(3, 0), " ")
        server.request("textDocument/formatting", {"textDocument": document, "options": {"tabSize": 2, "insertSpaces": True}})
        times.setdefault("formatting", []).append(time.perf_counter() - begin)
    times["findings (published)"] = findings

    server.published.clear()
    edit(at(3, 0), at(3, 0), "// qgan:allow(QG301)\n")
    begin = time.perf_counter()
    lint = None
    while lint is None and time.perf_counter() - begin < 120:
        server.read(timeout=1)
        for when, params in server.published:
            if any(f.get("code") == "QG399" for f in params["diagnostics"]):
                lint = when - begin
    with open(f"/proc/{server.process.pid}/status") as status:
        memory = next(line.split(":")[1].strip() for line in status if line.startswith("VmHWM"))
    server.request("shutdown", None)
    server.send({"method": "exit", "params": None})

    with open("/proc/cpuinfo") as info:
        cpu = next(line.split(":")[1].strip() for line in info if line.startswith("model name"))
    print(f"{cpu}; {len(lines) - 1} lines, {len(text.encode())} bytes; opened and checked in {opened * 1e3:.0f} ms\n")
    print(f"| {'request after an edit':22} |  n | median ms | 99 % ms | most ms |")
    print(f"|{'-' * 24}|---:|---:|---:|---:|")
    for name, values in times.items():
        values = sorted(v * 1e3 for v in values)
        high = values[min(len(values) - 1, int(0.99 * len(values)))]
        print(f"| {name:22} | {len(values):3} | {statistics.median(values):8.1f} | {high:8.1f} | {values[-1]:8.1f} |")
    print(f"\nlint findings after {'more than 120' if lint is None else f'{lint:.2f}'} s; {memory} resident at most")


if __name__ == "__main__":
    main()
