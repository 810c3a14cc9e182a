#!/usr/bin/env python3
"""Values of metrics for MetricReferenceTests, in double precision.

    pip install numpy scipy scikit-learn prdc && pip install --no-deps torch-fidelity
    python3 metric_values.py > metric_values.json

FID: scipy's sqrtm as pytorch-fid, clean-fid and torch-fidelity call it, and, where covariances are singular, the sum of
singular values of the products of centred samples. KID: torch-fidelity's `mmd2`, which needs numpy
only. Precision, recall, density, coverage: prdc, and the definitions
written out. Inception score: the definition written out.
"""
import contextlib
import io
import json
import platform

import numpy as np
import scipy
import scipy.linalg

def load(path, function_names):
    """Functions of an installed file, without running its imports."""
    import ast
    import importlib.util

    spec = importlib.util.find_spec("torch_fidelity")
    text = open(spec.submodule_search_locations[0] + "/" + path).read()
    tree = ast.parse(text)
    body = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name in function_names]
    space = {"np": np, "vassert": lambda condition, message: None}
    exec(compile(ast.Module(body, []), path, "exec"), space)
    return [space[n] for n in function_names]


(mmd2,) = load("metric_kid.py", ["mmd2"])


def kernel(X, Y, degree=3, gamma=None, coef0=1):
    return (X @ Y.T * (gamma if gamma is not None else 1 / X.shape[1]) + coef0) ** degree


def golden_x(m=300):
    i, j = np.mgrid[0:m, 0:16].astype(float)
    return np.sin(0.37 * i + 1.7 * j + 0.05 * i * j) + 0.1 * j


def golden_y(m=280):
    i, j = np.mgrid[0:m, 0:16].astype(float)
    return 1.1 * np.cos(0.41 * i + 1.3 * j + 0.03 * i * j) + 0.12 * j


def waves(rows, columns, a, b):
    i, j = np.mgrid[0:rows, 0:columns].astype(float)
    return np.sin(a * (i + 1) * (j + 1) + 0.3 * j) + 0.5 * np.cos(b * i + 0.11 * j * j)


def fid(X, Y):
    c1, c2 = np.cov(X, rowvar=False), np.cov(Y, rowvar=False)
    root = scipy.linalg.sqrtm(c1 @ c2)
    root = (root[0] if isinstance(root, tuple) else root).real
    d = X.mean(0) - Y.mean(0)
    return float(d @ d + np.trace(c1) + np.trace(c2) - 2 * np.trace(root))


def fid_of_samples(X, Y):
    a, b = X - X.mean(0), Y - Y.mean(0)
    n, m = len(X) - 1, len(Y) - 1
    d = X.mean(0) - Y.mean(0)
    nuclear = np.linalg.svd(a @ b.T, compute_uv=False).sum() / np.sqrt(n * m)
    return float(d @ d + (a * a).sum() / n + (b * b).sum() / m - 2 * nuclear)


def kid_whole(X, Y):
    m, n = len(X), len(Y)
    xx, yy, xy = kernel(X, X), kernel(Y, Y), kernel(X, Y)
    return float((xx.sum() - np.trace(xx)) / (m * (m - 1)) + (yy.sum() - np.trace(yy)) / (n * (n - 1)) - 2 * xy.mean())


def kid_torch_fidelity(X, Y):
    m = len(X)
    return float(mmd2(kernel(X, X), kernel(X, Y), kernel(Y, Y), unit_diagonal=False, mmd_est="unbiased"))


def inception_score(L, splits):
    p = np.exp(L - scipy.special.logsumexp(L, axis=1, keepdims=True)) if hasattr(scipy, "special") else None
    scores = []
    for k in range(splits):
        part = p[k * len(p) // splits:(k + 1) * len(p) // splits]
        kl = part * (np.log(part) - np.log(part.mean(0, keepdims=True)))
        scores.append(np.exp(kl.sum(1).mean()))
    return {"mean": float(np.mean(scores)), "std": float(np.std(scores))}


def neighbourhoods(generated, real, k):
    from scipy.spatial.distance import cdist

    def radii(A):
        return np.sort(cdist(A, A), axis=1)[:, k]

    d = cdist(real, generated)
    return {
        "precision": float((d <= radii(real)[:, None]).any(0).mean()),
        "recall": float((d <= radii(generated)[None, :]).any(1).mean()),
        "density": float((d < radii(real)[:, None]).sum(0).mean() / k),
        "coverage": float((d.min(1) < radii(real)).mean()),
    }


def prdc_values(generated, real, k):
    from prdc import compute_prdc

    with contextlib.redirect_stdout(io.StringIO()):  # it prints the counts
        values = compute_prdc(real, generated, nearest_k=k)
    return {key: float(v) for key, v in values.items()}


def main():
    import scipy.special  # noqa: F401

    X, Y = golden_x(), golden_y()
    A, B = waves(400, 48, 0.7, 1.9), 1.2 * waves(300, 48, 0.53, 1.1) + 0.1
    S, T = waves(50, 96, 0.7, 1.9), 1.2 * waves(40, 96, 0.53, 1.1) + 0.1
    P, R = waves(120, 8, 0.7, 1.9), 1.4 * waves(90, 8, 0.53, 1.1) + 0.5
    i, j = np.mgrid[0:500, 0:10].astype(float)
    L = 3 * np.sin(0.9 * i * (j + 1) + 0.2 * j)
    neighbours = {str(k): neighbourhoods(P, R, k) for k in (3, 5)}
    for k in (3, 5):
        theirs = prdc_values(P, R, k)
        assert all(abs(theirs[key] - neighbours[str(k)][key]) < 1e-12 for key in theirs), (theirs, neighbours)
    print(json.dumps({
        "made_by": "metric_values.py, Python %s, numpy %s, scipy %s, torch-fidelity 0.4.0, prdc 0.2"
                   % (platform.python_version(), np.__version__, scipy.__version__),
        "fid": {
            "golden": fid(X, Y),
            "waves": fid(A, B),
            "singular_sqrtm": fid(S, T),
            "singular_samples": fid_of_samples(S, T),
            "one_singular_sqrtm": fid(S, waves(400, 96, 0.53, 1.1)),
            "one_singular_samples": fid_of_samples(S, waves(400, 96, 0.53, 1.1)),
        },
        "kid": {
            "golden": kid_torch_fidelity(X[:280], Y),
            "golden_all": kid_whole(X, Y),
            "waves": kid_whole(A, B),
            "waves_first_100": kid_torch_fidelity(A[:100], B[:100]),
        },
        "inception_score": {str(k): inception_score(L, k) for k in (1, 7, 10)},
        "neighbourhoods": neighbours,
    }, indent=2))


main()
