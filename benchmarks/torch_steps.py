"""The training steps and layers of qganc-bench, written in PyTorch as a person would who wants them fast.

    OMP_NUM_THREADS=1 python torch_steps.py --workload W7 --layout channels_last

Prints one JSON object a line. Each definition says the same as the .qgan program of that name in
Sources/qganc-bench/Workloads: the same networks, losses, optimizers, initial values and data, so that the losses of
the first steps agree (but for WGANGP, whose penalty is taken at random places).

seconds_per_call is the median of the CPU time of the process with one thread and of the wall clock with more, after the
first calls; a call is a whole step, with the losses read, or the forward pass and all gradients of one layer.
"""
import argparse
import json
import os
import resource
import statistics
import time

THREADS = int(os.environ.setdefault("OMP_NUM_THREADS", "1"))

import numpy as np
import torch
import torch.nn.functional as F

BCE = F.binary_cross_entropy_with_logits


def uniform(stream, shape):
    """Numbers in [0, 1) from an integer hash, in double precision."""
    m = np.uint64(0xFFFFFFFF)
    count = int(np.prod(shape))
    h = (np.arange(count, dtype=np.uint64) * np.uint64(2654435761)
         + np.uint64(stream) * np.uint64(40503) + np.uint64(12345)) & m
    h ^= h >> np.uint64(16)
    h = (h * np.uint64(2246822519)) & m
    h ^= h >> np.uint64(13)
    h = (h * np.uint64(3266489917)) & m
    h ^= h >> np.uint64(16)
    return (h.astype(np.float64) / 4294967296.0).reshape(shape)


class Settings:
    """What is the same for every workload of a run."""

    def __init__(self, args):
        self.batch = args.batch
        self.dtype = torch.float64 if args.precision == "double" else torch.float32
        self.format = torch.channels_last if args.layout == "channels_last" else torch.contiguous_format
        self.compile = args.compile

    def tensor(self, stream, shape, width):
        """Uniform within `width`, rounded to single precision, in the layout of the run."""
        values = torch.tensor((width * (2 * uniform(stream, shape) - 1)).astype(np.float32), dtype=self.dtype)
        return values.contiguous(memory_format=self.format) if values.dim() == 4 else values

    def parameters(self, table, stream):
        """Trainable tensors of a table of (name, shape, width or ("constant", value)), numbered from `stream`."""
        out = {}
        for number, (name, shape, start) in enumerate(table):
            if isinstance(start, tuple):
                value = torch.full(shape, float(start[1]), dtype=self.dtype)
            else:
                value = self.tensor(stream + number, shape, start)
            out[name] = value.requires_grad_()
        return out

    def compiled(self, function):
        return torch.compile(function) if self.compile else function


def frozen(parameters):
    return {name: value.detach() for name, value in parameters.items()}


# W7: the hybrid GAN

def ring_permutation(n):
    """k such that CX from every qubit to the next, round the ring, takes amplitude k[i] to place i."""
    source = np.arange(2 ** n)
    for control in reversed(range(n)):
        target = (control + 1) % n
        source = source ^ (((source >> (n - 1 - control)) & 1) << (n - 1 - target))
    return torch.from_numpy(source)


def ring_circuit(n, layers, dtype):
    """RY encoding, layers of RY and a ring of CX, the Z expectation of every qubit: real states, and everything after
    the encoding multiplied into one matrix that the batch shares."""
    order = ring_permutation(n)
    k = np.arange(2 ** n)
    signs = torch.tensor(np.stack([1 - 2 * ((k >> (n - 1 - q)) & 1) for q in range(n)], 1), dtype=dtype)

    def circuit(x, w):
        columns = torch.stack([torch.cos(x / 2), torch.sin(x / 2)], -1)
        state = columns[:, 0]
        for q in range(1, n):
            state = (state.unsqueeze(-1) * columns[:, q].unsqueeze(1)).reshape(x.shape[0], -1)
        c, s = torch.cos(w / 2), torch.sin(w / 2)
        rotations = torch.stack([c, -s, s, c], -1).view(layers, n, 2, 2)
        matrix = None
        for l in range(layers):
            layer = rotations[l, 0]
            for q in range(1, n):
                layer = torch.kron(layer, rotations[l, q])
            matrix = layer[order] if matrix is None else layer[order] @ matrix
        state = state @ matrix.T
        return (state * state) @ signs
    return circuit


class Adversarial:
    """Both updates of a step on the same latents: the discriminator's, then the generator's against the new one."""

    def __init__(self, settings):
        self.s = settings
        self.batch = settings.batch or self.default_batch
        self.g = settings.parameters(self.generator_table, 100)
        self.d = settings.parameters(self.discriminator_table, 200)
        self.og, self.od = (torch.optim.Adam(p.values(), lr=2e-4, betas=(0.5, 0.999), fused=True)
                            for p in (self.g, self.d))
        self.one = torch.ones(self.batch, dtype=settings.dtype)
        self.zero = torch.zeros(self.batch, dtype=settings.dtype)
        self.make, self.judge = settings.compiled(self.generator), settings.compiled(self.discriminator)
        self.fill(0)

    def fill(self, step):
        self.z = self.s.tensor(1000 + 2 * step, (self.batch,) + self.latent, self.latent_width)
        self.x = self.s.tensor(1001 + 2 * step, (self.batch,) + self.image, 1.0)

    def call(self):
        fake = self.make(self.g, self.z)
        loss_d = BCE(self.judge(self.d, self.x), self.one) + BCE(self.judge(self.d, fake.detach()), self.zero)
        self.od.zero_grad()
        loss_d.backward()
        self.od.step()
        loss_g = BCE(self.judge(frozen(self.d), fake), self.one)
        self.og.zero_grad()
        loss_g.backward()
        self.og.step()
        return [loss_d.item(), loss_g.item()]


class W7(Adversarial):
    default_batch, latent, image, latent_width = 64, (5,), (3, 32, 32), np.pi
    vqc = "circuit"

    def __init__(self, settings):
        core = [("core", (3, 5), np.pi)] if self.vqc == "circuit" else [("core", (6, 5), 0.5)]
        one, zero = ("constant", 1), ("constant", 0)
        self.generator_table = core + [
            ("lin.w", (2048, 5), 0.4), ("lin.b", (2048,), 0.1),
            ("c1.w", (64, 128, 3, 3), 0.05), ("bn1.w", (64,), one), ("bn1.b", (64,), zero),
            ("c2.w", (32, 64, 3, 3), 0.07), ("bn2.w", (32,), one), ("bn2.b", (32,), zero),
            ("c3.w", (3, 32, 3, 3), 0.1), ("c3.b", (3,), 0.01)]
        self.discriminator_table = [
            ("c1.w", (32, 3, 3, 3), 0.3), ("c1.b", (32,), 0.01), ("c2.w", (64, 32, 3, 3), 0.1), ("c2.b", (64,), 0.01),
            ("c3.w", (128, 64, 3, 3), 0.07), ("c3.b", (128,), 0.01), ("lin1.w", (5, 2048), 0.05), ("lin1.b", (5,), 0.1),
        ] + core + [("lin2.w", (1, 5), 0.5), ("lin2.b", (1,), 0.1)]
        if self.vqc == "circuit":
            self.core = ring_circuit(5, 3, settings.dtype)
        else:
            # Five rows of a matrix and one of biases.
            self.core = lambda x, w: x @ w[:5].T + w[5]
        super().__init__(settings)

    def generator(self, p, z):
        h = F.linear(self.core(z, p["core"]), p["lin.w"], p["lin.b"]).view(-1, 128, 4, 4)
        h = h.contiguous(memory_format=self.s.format)
        for i in "12":
            h = F.conv2d(F.interpolate(h, scale_factor=2, mode="nearest"), p[f"c{i}.w"], padding=1)
            h = F.relu(F.batch_norm(h, None, None, p[f"bn{i}.w"], p[f"bn{i}.b"], training=True))
        h = F.interpolate(h, scale_factor=2, mode="nearest")
        return torch.tanh(F.conv2d(h, p["c3.w"], p["c3.b"], padding=1))

    def discriminator(self, p, x):
        h = x
        for i in "123":
            h = F.leaky_relu(F.conv2d(h, p[f"c{i}.w"], p[f"c{i}.b"], stride=2, padding=1), 0.2)
        h = F.linear(h.reshape(x.shape[0], -1), p["lin1.w"], p["lin1.b"])
        return F.linear(self.core(h, p["core"]), p["lin2.w"], p["lin2.b"])[:, 0]


class W7Linear(W7):
    vqc = "linear"


# DCGAN at 64 x 64 pixels in colour (Radford et al. 2016, arXiv:1511.06434)

class DCGAN64(Adversarial):
    default_batch, latent, image, latent_width = 32, (100,), (3, 64, 64), 1.0
    generator_channels = [512, 256, 128, 64, 3]
    discriminator_channels = [64, 128, 256, 512, 1]
    #: Of uniform numbers whose standard deviation is the paper's 0.02.
    width = 0.02 * 3 ** 0.5

    def __init__(self, settings):
        self.generator_table = self.table(
            [(i, o, 4, 4) for i, o in zip([100] + self.generator_channels, self.generator_channels)],
            self.generator_channels, range(1, 5))
        self.discriminator_table = self.table(
            [(o, i, 4, 4) for i, o in zip([3] + self.discriminator_channels, self.discriminator_channels)],
            self.discriminator_channels, range(2, 5))
        super().__init__(settings)

    def table(self, kernels, channels, normed):
        out = []
        for i, (kernel, count) in enumerate(zip(kernels, channels), 1):
            out.append((f"c{i}", kernel, self.width))
            if i in normed:
                out += [(f"n{i}.w", (count,), ("constant", 1)), (f"n{i}.b", (count,), ("constant", 0))]
        return out

    @staticmethod
    def norm(p, i, h):
        return F.batch_norm(h, None, None, p[f"n{i}.w"], p[f"n{i}.b"], training=True)

    def generator(self, p, z):
        h = z.view(-1, 100, 1, 1)
        for i in range(1, 5):
            h = F.conv_transpose2d(h, p[f"c{i}"], stride=1 if i == 1 else 2, padding=0 if i == 1 else 1)
            h = F.relu(self.norm(p, i, h))
        return torch.tanh(F.conv_transpose2d(h, p["c5"], stride=2, padding=1))

    def discriminator(self, p, x):
        h = x
        for i in range(1, 5):
            h = F.conv2d(h, p[f"c{i}"], stride=2, padding=1)
            h = F.leaky_relu(h if i == 1 else self.norm(p, i, h), 0.2)
        return F.conv2d(h, p["c5"]).reshape(-1)


# A critic's step with the gradient penalty (Gulrajani et al. 2017, arXiv:1704.00028)

class WGANGP:
    default_batch, image, channels = 32, (1, 32, 32), [32, 64, 128]

    def __init__(self, settings):
        self.s = settings
        self.batch = settings.batch or self.default_batch
        table = []
        for i, (a, b) in enumerate(zip([1] + self.channels, self.channels), 1):
            table += [(f"c{i}.w", (b, a, 3, 3), 0.1), (f"c{i}.b", (b,), 0.01)]
        table += [("lin.w", (1, 2048), 0.05), ("lin.b", (1,), 0.1)]
        self.d = settings.parameters(table, 200)
        self.od = torch.optim.Adam(self.d.values(), lr=1e-3, betas=(0.0, 0.9), fused=True)
        self.judge = settings.compiled(self.critic)
        self.fill(0)

    def fill(self, step):
        self.fake = self.s.tensor(1000 + 2 * step, (self.batch,) + self.image, 1.0)
        self.x = self.s.tensor(1001 + 2 * step, (self.batch,) + self.image, 1.0)

    def critic(self, p, x):
        h = x
        for i in "123":
            h = F.leaky_relu(F.conv2d(h, p[f"c{i}.w"], p[f"c{i}.b"], stride=2, padding=1), 0.2)
        return F.linear(h.reshape(x.shape[0], -1), p["lin.w"], p["lin.b"])[:, 0]

    def call(self):
        part = torch.rand(self.batch, 1, 1, 1, dtype=self.s.dtype)
        between = (self.fake + part * (self.x - self.fake)).requires_grad_()
        slope, = torch.autograd.grad(self.judge(self.d, between).sum(), between, create_graph=True)
        norm = torch.sqrt((slope * slope).sum((1, 2, 3)) + 1e-12)
        loss = self.judge(self.d, self.fake).mean() - self.judge(self.d, self.x).mean() \
            + 10 * ((norm - 1) ** 2).mean()
        self.od.zero_grad()
        loss.backward()
        self.od.step()
        return [loss.item()]


# Layers

class Layer:
    """One layer: its outputs, and the gradients of inputs and weights for a given cotangent."""

    default_batch = 64

    def __init__(self, settings, module, shape):
        self.module = module.to(settings.dtype).to(memory_format=settings.format)
        batch = settings.batch or self.default_batch
        self.x = settings.tensor(1, (batch,) + shape, 1.0).requires_grad_()
        for number, parameter in enumerate(self.module.parameters()):
            parameter.data = settings.tensor(10 + number, tuple(parameter.shape), 0.1)
        self.f = settings.compiled(self.module)
        with torch.no_grad():
            like = self.module(self.x)
        self.cotangent = settings.tensor(2, tuple(like.shape), 1.0)
        self.sought = [self.x] + list(self.module.parameters())

    def fill(self, step):
        pass

    def call(self):
        torch.autograd.grad(self.f(self.x), self.sought, self.cotangent)
        return None


def layer(shape, make):
    return lambda settings: Layer(settings, make(), shape)


def conv3x3(channels, groups=1):
    return lambda: torch.nn.Conv2d(channels, channels, 3, padding=1, groups=groups, bias=False)


WORKLOADS = {
    "W7": W7,
    "W7-linear": W7Linear,
    "DCGAN64": DCGAN64,
    "WGANGP": WGANGP,
    "layers/dense": layer((2048,), lambda: torch.nn.Linear(2048, 1024)),
    "layers/conv3x3@8": layer((64, 8, 8), conv3x3(64)),
    "layers/conv3x3@16": layer((64, 16, 16), conv3x3(64)),
    "layers/conv3x3@32": layer((64, 32, 32), conv3x3(64)),
    "layers/conv3x3@64": layer((16, 64, 64), conv3x3(16)),
    "layers/depthwise": layer((64, 32, 32), conv3x3(64, groups=64)),
    "layers/transposed": layer(
        (64, 16, 16), lambda: torch.nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1, bias=False)),
    "layers/batch_norm": layer((64, 16, 16), lambda: torch.nn.BatchNorm2d(64)),
    "layers/upsample": layer((64, 16, 16), lambda: torch.nn.Upsample(scale_factor=2)),
}


# Measuring

def measure(call, budget):
    """Seconds a call of both clocks, in readings of at least half a millisecond, until the budget is spent."""
    def read(count):
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(count):
            call()
        return (time.perf_counter() - wall) / count, (time.process_time() - cpu) / count
    count = 1
    while read(count)[0] * count < 5e-4:
        count *= 2
    readings = []
    end = time.perf_counter() + budget
    while len(readings) < 3 or time.perf_counter() < end:
        readings.append(read(count))
    wall, cpu = zip(*readings)
    chosen = cpu if THREADS == 1 else wall
    return dict(seconds_per_call=statistics.median(chosen), wall_seconds_per_call=statistics.median(wall),
                minimum=min(chosen), clock="cpu" if THREADS == 1 else "wall", calls=count * len(readings))


def run(name, settings, args):
    start = time.perf_counter()
    job = WORKLOADS[name](settings)
    made = time.perf_counter()
    losses = [job.call()]
    first = time.perf_counter() - made
    line = {"software": f"PyTorch {torch.__version__}", "workload": name, "layout": args.layout,
            "compiled": args.compile, "precision": args.precision, "threads": THREADS}
    if losses[0] is not None:
        for step in (1, 2):
            job.fill(step)
            losses.append(job.call())
        job.fill(0)
        line["losses"] = losses
    if not args.losses:
        line |= measure(job.call, args.budget)
        line |= {"first_call_seconds": first, "cold_start_seconds": made - start + first}
    line["max_rss_bytes"] = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps(line), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workload", action="append", choices=WORKLOADS, help="may be repeated; all if left out")
    parser.add_argument("--vqc", choices=["circuit", "linear"], default="circuit", help="what W7 has in its middle")
    parser.add_argument("--layout", choices=["default", "channels_last"], default="default")
    parser.add_argument("--compile", action="store_true", help="through torch.compile, which needs a C++ compiler")
    parser.add_argument("--precision", choices=["single", "double"], default="single")
    parser.add_argument("--batch", type=int, help="the workload's own if left out")
    parser.add_argument("--budget", type=float, default=1.0, help="seconds for one measurement")
    parser.add_argument("--losses", action="store_true", help="the losses of three steps only")
    parser.add_argument("--list", action="store_true", help="list the workloads")
    args = parser.parse_args()
    if args.list:
        return print("\n".join(WORKLOADS))
    torch.set_num_threads(THREADS)
    torch.manual_seed(0)
    for name in args.workload or WORKLOADS:
        if name == "W7" and args.vqc == "linear":
            name = "W7-linear"
        run(name, Settings(args), args)


if __name__ == "__main__":
    main()
