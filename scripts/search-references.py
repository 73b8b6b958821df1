"""Measures what pymoo and pycma reach on the problems of search-cases.ts. Only to measure the references anew.

    pip install pymoo cma
    python scripts/search-references.py OUT             # a quarter of an hour; one JSON file a case
    node --import tsx scripts/search-score.ts OUT       # the quartiles kept in search-references.ts
"""
import json
import sys

import cma
import numpy as np
from pymoo.algorithms.moo.nsga2 import NSGA2
from pymoo.algorithms.moo.nsga3 import NSGA3
from pymoo.optimize import minimize
from pymoo.problems import get_problem
from pymoo.util.ref_dirs import get_reference_directions

SEEDS = {"osy": 33, ("Rastrigin", 2): 60}  # 11 elsewhere
PARTITIONS = {2: 99, 3: 12, 5: 6}
POPULATION = {2: 100, 3: 92, 5: 212}
GENERATIONS = {"dtlz1": (400, 400, 600), "dtlz2": (250, 250, 350), "dtlz3": (1000, 1000, 1000), "dtlz4": (600, 600, 1000)}


def cases():
    for name in ("zdt1", "zdt2", "zdt3", "zdt4", "zdt6"):
        yield name, 2, "NSGA-II", 250
    for name, generations in (("bnh", 200), ("srn", 200), ("tnk", 200), ("osy", 500)):
        yield name, 2, "NSGA-II", generations
    for name, generations in GENERATIONS.items():
        yield name, 2, "NSGA-II", generations[0]
        for m, g in zip((2, 3, 5), generations):
            yield name, m, "NSGA-III", g
    yield "c1dtlz1", 3, "NSGA-III", 500
    yield "c1dtlz1", 5, "NSGA-III", 600


def problem_of(name, m):
    if not name.startswith(("dtlz", "c1")):
        return get_problem(name)
    return get_problem(name, n_var=m - 1 + (5 if name.endswith("dtlz1") else 10), n_obj=m)


def fronts(name, m, algorithm, generations):
    for seed in range(1, 1 + SEEDS.get(name, 11)):
        if algorithm == "NSGA-II":
            method = NSGA2(pop_size=POPULATION[m])
        else:
            directions = get_reference_directions("das-dennis", m, n_partitions=PARTITIONS[m])
            method = NSGA3(ref_dirs=directions, pop_size=POPULATION[m])
        result = minimize(problem_of(name, m), method, ("n_gen", generations), seed=seed)
        yield [] if result.F is None else np.atleast_2d(result.F).tolist()


SCALARS = {
    "sphere": lambda x: float(np.sum(x * x)),
    "ellipsoid": lambda x: float(np.sum(10 ** (6 * np.arange(len(x)) / (len(x) - 1)) * x * x)),
    "Rosenbrock": lambda x: float(np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)),
    "Rastrigin": lambda x: float(np.sum(x * x - 10 * np.cos(2 * np.pi * x) + 10)),
}


def evaluations(name, n):
    reach = 5.12 if name == "Rastrigin" else 5
    for seed in range(1, 1 + SEEDS.get((name, n), 11)):
        draws = np.random.RandomState(seed)
        options = {"ftarget": 1e-9, "seed": seed, "verbose": -9, "maxfevals": 2e6}
        if name == "Rastrigin":
            options["bounds"] = [-reach, reach]
        start = lambda: draws.uniform(-reach, reach, n)
        _, run = cma.fmin2(SCALARS[name], start, 0.4 * reach, options, restarts=9, incpopsize=2)
        yield int(run.result.evaluations)


out = sys.argv[1]
for name in SCALARS:
    for n in (2, 5, 10, 20, 40) if name != "Rastrigin" else (2, 5, 10, 20):
        json.dump(list(evaluations(name, n)), open(f"{out}/{name}-{n}-CMA-ES.json", "w"))
for case in cases():
    json.dump(list(fronts(*case)), open(f"{out}/{case[0]}-{case[1]}-{case[2]}.json", "w"))
