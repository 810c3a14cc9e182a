"""Times qganc-bench and torch_steps.py in turn, and prints a Markdown table of medians and ratios.

    python compare.py --bench ../.build/release/qganc-bench --workload W7 --workload 'layers/*' --rounds 5

Both sides run alone, one after the other, in every round, with OMP_NUM_THREADS set to --threads; what is told is the
median over the rounds of each side's own median. Where a workload has losses, those of the first step must agree.
"""
import argparse
import fnmatch
import json
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))

RIVALS = {
    "default": ["--layout", "default"],
    "channels_last": ["--layout", "channels_last"],
    "compiled": ["--layout", "channels_last", "--compile"],
}

#: Random numbers inside the step differ.
NOT_COMPARED = {"WGANGP"}


def output(command, args):
    pin = ["taskset", "-c", args.cores] if args.cores else []
    environment = dict(os.environ, OMP_NUM_THREADS=str(args.threads))
    done = subprocess.run(pin + command, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.stderr.write(done.stderr)
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}")
    return json.loads(done.stdout.splitlines()[-1])


def names(args):
    """The workloads that both sides have and that are asked for, in the order of qganc-bench."""
    listed = subprocess.run([args.bench, "--list"], capture_output=True, text=True, check=True).stdout
    known = [line.split()[0] for line in listed.splitlines()]
    theirs = subprocess.run([args.python, os.path.join(HERE, "torch_steps.py"), "--list"],
                            capture_output=True, text=True, check=True).stdout.split()
    found = [n for n in known if n in theirs and any(fnmatch.fnmatchcase(n, p) for p in args.workload)]
    return found or sys.exit("no workload of both sides has such a name")


def sides(name, args):
    """Commands by what their columns are called."""
    budget = ["--workload", name, "--budget", str(args.budget)] + (["--batch", str(args.batch)] if args.batch else [])
    yield "qganc", [args.bench, "--threads", str(args.threads)] + budget
    for rival in args.rival:
        yield f"PyTorch {rival}", [args.python, os.path.join(HERE, "torch_steps.py")] + RIVALS[rival] + budget


def check(name, lines):
    """Ends the process if a side computes something else; single precision takes part in the tolerance."""
    losses = [line["losses"][0] for line in lines.values() if line.get("losses")]
    for other in losses[1:] if name not in NOT_COMPARED else []:
        if any(abs(a - b) > 1e-3 * max(1, abs(a)) for a, b in zip(losses[0], other)):
            raise SystemExit(f"{name}: the first losses differ: {losses}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", default=os.path.join(HERE, "..", ".build", "release", "qganc-bench"))
    parser.add_argument("--python", default=sys.executable, help="a Python that has PyTorch")
    parser.add_argument("--workload", action="append", help="a name or a pattern; may be repeated; all if left out")
    parser.add_argument("--rival", action="append", choices=RIVALS, help="default and channels_last if left out")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--budget", type=float, default=2.0, help="seconds for one measurement")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--batch", type=int, help="the workload's own if left out")
    parser.add_argument("--cores", help="what to pin both sides to, such as 0 or 0,1")
    parser.add_argument("--lines", help="append every line that a side printed to this file")
    args = parser.parse_args()
    args.workload = args.workload or ["*"]
    args.rival = args.rival or ["default", "channels_last"]
    columns = ["qganc"] + [f"PyTorch {rival}" for rival in args.rival]
    heads = ["workload"] + [f"{c}, ms" for c in columns] + ["best rival / qganc"] + [f"{c}, MB" for c in columns]
    print("| " + " | ".join(heads) + " |\n|" + "---|" * len(heads), flush=True)
    for name in names(args):
        seconds, memory = {c: [] for c in columns}, {}
        for _ in range(args.rounds):
            lines = {}
            for column, command in sides(name, args):
                line = lines[column] = output(command, args)
                seconds[column].append(line["seconds_per_call"])
                memory[column] = max(memory.get(column, 0), line["max_rss_bytes"])
                if args.lines:
                    with open(args.lines, "a") as file:
                        file.write(json.dumps({"column": column, **line}) + "\n")
            check(name, lines)
        median = {c: statistics.median(v) for c, v in seconds.items()}
        best = min(median[c] for c in columns[1:])
        cells = [name] + [f"{1e3 * median[c]:.3g}" for c in columns] + [f"{best / median['qganc']:.2f}"]
        cells += [f"{memory[c] / 1e6:.0f}" for c in columns]
        print("| " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
