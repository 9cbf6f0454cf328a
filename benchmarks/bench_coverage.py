"""How often the 95 % interval over documents holds the true α.

    python benchmarks/bench_coverage.py [--quick]

Corpora are made in which documents differ: how common the label is, how well raters do and how many items there are varies
from one to the next. The true α, that of infinitely many documents, follows from the model in closed form and stands
beside the α of 100,000 documents. The targets: of 95 % intervals at least 90 % hold it at 20 documents, 93–97 % at 200. What
resampling items one by one would give stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from common import options, table, target

from annotator.agreement import bootstrap
from annotator.agreement.alpha import Level, krippendorff_alpha
from annotator.agreement.ratings import Ratings

Random = np.random.Generator
Floats = np.ndarray[Any, np.dtype[np.float64]]
RATERS, REPLICATES, LARGE = 3, 1_000, 100_000
SIZES = (10, 20, 50, 200)
LOW, NARROW, WIDE = 0.90, 0.93, 0.97


@dataclass(frozen=True)
class Model:
    """A kind of corpus: makes the ratings of documents (items × raters, and the document of each item)."""

    name: str
    level: Level
    true: float
    make: Callable[[Random, int], tuple[Floats, np.ndarray[Any, Any]]]

    def ratings(self, random: Random, documents: int) -> Ratings:
        """A corpus of so many documents."""
        values, document = self.make(random, documents)
        return Ratings.from_matrix(values, document=document, documents=documents)


def items(random: Random, documents: int) -> np.ndarray[Any, Any]:
    """The document of each item; a document has 5 to 35 of them."""
    return np.repeat(np.arange(documents), random.integers(5, 36, documents))


def labels(shape: tuple[float, float], rights: tuple[float, ...]) -> Model:
    """Yes or no: the share of yes is Beta distributed over documents; a document's raters are right so often, all alike.

    α = 1 - E[2 r (1 - r)] / (2 p (1 - p)), with r how often raters are right and p the share of yes among the values.
    """

    def make(random: Random, documents: int) -> tuple[Floats, np.ndarray[Any, Any]]:
        document = items(random, documents)
        share, right = random.beta(*shape, documents), random.choice(rights, documents)
        truth = random.random(len(document)) < share[document]
        wrong = random.random((len(document), RATERS)) >= right[document, None]
        return (truth[:, None] ^ wrong).astype(float), document

    r, yes = np.array(rights), shape[0] / sum(shape)
    p = yes * r.mean() + (1 - yes) * (1 - r.mean())
    return Model(f"nominal, {yes:.0%} yes", "nominal", float(1 - (r * (1 - r)).mean() / (p * (1 - p))), make)


def measures() -> Model:
    """Numbers: a mean of the document's own, an item's deviation, and raters whose noise depends on the document.

    α = 1 - E[σ²] / Var(x), the variance of the noise in that of all values.
    """
    noises = np.array([0.4, 1.2])

    def make(random: Random, documents: int) -> tuple[Floats, np.ndarray[Any, Any]]:
        document = items(random, documents)
        own = random.normal(0, 1, documents)[document] + random.normal(0, 1, len(document))
        noise = random.choice(noises, documents)[document]
        return own[:, None] + noise[:, None] * random.normal(0, 1, (len(document), RATERS)), document

    return Model("interval", "interval", float(1 - (noises**2).mean() / (2 + (noises**2).mean())), make)


def covered(model: Model, documents: int, corpora: int, seed: int) -> tuple[float, float, float]:
    """The share of corpora whose interval holds the true α: over documents, over items; and the mean width of the first."""
    random = np.random.default_rng(seed)
    hits, item_hits, width = 0, 0, 0.0
    for number in range(corpora):
        ratings = model.ratings(random, documents)
        found = bootstrap.interval(
            krippendorff_alpha(ratings, model.level), bootstrap.weights(documents, REPLICATES, number)
        )
        assert found is not None
        hits += found.low <= model.true <= found.high
        width += found.high - found.low
        if number < corpora // 10:
            length = len(ratings.document)
            single = Ratings.from_codes(
                np.stack([ratings.column(rater) for rater in ratings.raters], axis=1), ratings.values
            )
            drawn = bootstrap.weights(length, REPLICATES // 2, number)
            of_items = bootstrap.interval(krippendorff_alpha(single, model.level), drawn)
            assert of_items is not None
            item_hits += of_items.low <= model.true <= of_items.high
    return hits / corpora, item_hits / max(corpora // 10, 1), width / corpora


def main() -> None:
    """Print the figures."""
    chosen = options(__doc__)
    corpora = 200 if chosen.quick else 2_000
    models = [labels((2, 2), (0.8, 0.98)), labels((0.6, 2.4), (0.85, 0.99)), measures()]
    found: dict[tuple[str, int], float] = {}
    for place, model in enumerate(models):
        large = krippendorff_alpha(model.ratings(np.random.default_rng(99), LARGE), model.level).value
        rows = []
        for documents in SIZES:
            share, single, width = covered(model, documents, corpora, 1000 * place + documents)
            found[model.name, documents] = share
            error = 1.96 * (share * (1 - share) / corpora) ** 0.5
            rows.append([documents, f"{share:.3f} ± {error:.3f}", f"{width:.3f}", f"{single:.2f}"])
        print(f"{model.name}: true α {model.true:.4f}, of {LARGE:,} documents {large:.4f}; {corpora:,} corpora")
        table(["documents", "coverage", "mean width", "items resampled"], rows)
    if chosen.quick:
        print(f"{corpora} corpora tell a coverage to ± .04 only: held against no target")
        return
    for model in models:
        target(f"{model.name}, 20 documents", found[model.name, 20], LOW, unit="", least=True)
        target(f"{model.name}, 200 documents", found[model.name, 200], NARROW, unit="", least=True)
        target(f"{model.name}, 200 documents", found[model.name, 200], WIDE, unit="")


if __name__ == "__main__":
    main()
