"""Draws of one assessment, and of many cities at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assessor import scoring
from assessor.assessment import Assessment, WeightChoice
from assessor.rubric import Rubric
from assessor.rubric import Uncertainty as Rule
from assessor.scorecard import refuse_other_version, weights_of
from assessor.uncertainty.inputs import Inputs, inputs
from assessor.uncertainty.kernel import simulate
from assessor.uncertainty.settings import STANDARD, Settings
from assessor.weighting import Floats, Plan


@dataclass(frozen=True, eq=False)
class Draws:
    """What every node of one assessment comes to in every draw."""

    nodes: tuple[str, ...]
    """ "overall", then ids of levels, dimensions and shortcomings in the order of the rubric."""
    values: Floats
    """(draws, nodes) scores or severities 0..100; NaN where the scorecard withholds the number."""

    def of(self, id_: str) -> Floats:
        """(draws,) one node."""
        found: Floats = self.values[:, self.nodes.index(id_)]
        return found


def node_ids(rubric: Rubric) -> tuple[str, ...]:
    """The nodes that are drawn, in the order of the last axis of `drawn`."""
    groups = (rubric.levels, rubric.dimensions, rubric.shortcomings)
    return ("overall", *(one.id for group in groups for one in group))


def drawn(
    plan: Plan,
    rule: Rule,
    inputs: Sequence[Inputs],
    seeds: Sequence[str],
    settings: Settings = STANDARD,
    *,
    into: Floats | None = None,
) -> Floats:
    """Draw every node of many cities under the same draws of weights.

    In each draw: weights ~ Dirichlet round the stated ones inside each group (parameter = concentration
    × weight / mean of the positive weights; weight 0 stays 0); each level as `inputs.chances` says; one shift
    per city ~ Normal(0, strictness) in levels, added to every level that people rated and kept in 0..T.
    Insufficient evidence stays 0 and not applicable stays out, by rule. What is missing counts in a draw,
    at any level alike, though the score leaves it out: the draw is of the whole city, not of what was rated.
    Without the source "missing" it is left out as in the score. A node that the scorecard withholds is NaN
    in every draw. The groups' own rules hold; a geometric mean that meets a zero without a floor is 0 here.

    Args:
        plan: the rubric under a choice of weights.
        rule: how far weights and ratings may lie from what was stated.
        inputs: what is known of each city.
        seeds: a name for each city; its draws depend on it, on the seed and on the shared weights alone, so that
            order, number and chunks of cities change nothing to the last digit.
        settings: draws, seed, sources.
        into: (cities or more, nodes, draws) memory to be used again and again, which saves the time that fresh
            memory takes; what is returned lies in it.

    Returns:
        (cities, draws, nodes) scores and severities 0..100, nodes in the order of `node_ids`. Fewer draws are
        the first of more.

    Source:
        Design part 3. Saisana, Saltelli & Tarantola (2005), J. R. Stat. Soc. A 168(2), for drawing weights and
        data together; parameters: rubric method 5.4.
    """
    return simulate(plan, rule, inputs, seeds, settings, into)


def draws(
    rubric: Rubric,
    assessment: Assessment,
    settings: Settings = STANDARD,
    choice: WeightChoice | None = None,
    *,
    supported: bool = False,
) -> Draws:
    """Draw every node of one assessment, under its own weights or those it is compared under.

    Two assessments drawn under the same choice and settings share their draws of weights, draw by draw.

    Raises:
        VersionMismatch: if it was made under another rubric or version.
        ScoringError: if weights or ratings admit no score.
    """
    refuse_other_version(rubric, assessment)
    plan = scoring.plan(rubric, weights_of(rubric, choice or assessment.weights, assessment.variant))
    one = inputs(rubric, assessment, supported=supported)
    found = drawn(plan, rubric.uncertainty, [one], [stream_of(assessment)], settings)[0]
    variant = rubric.variant(assessment.variant)
    if variant is not None and not variant.dimensions_shown:
        first = 1 + len(rubric.levels)
        found[:, first : first + len(rubric.dimensions)] = np.nan
    return Draws(node_ids(rubric), found)


def stream_of(assessment: Assessment) -> str:
    """What an assessment's own draws are named by: two periods of one city err independently."""
    return assessment.id
