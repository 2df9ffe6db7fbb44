"""Change over time: two assessments of one city, what a difference is due to, and whether it counts."""

from assessor.change.attribution import Attribution as Attribution
from assessor.change.attribution import attributions as attributions
from assessor.change.chances import OVER_TIME as OVER_TIME
from assessor.change.chances import chances as chances
from assessor.change.mixtures import FACTORS as FACTORS
from assessor.change.mixtures import Factor as Factor
from assessor.change.mixtures import known_weights as known_weights
from assessor.change.mixtures import reads_same as reads_same
from assessor.change.periods import Period as Period
from assessor.change.reasons import Reason as Reason
from assessor.change.significance import Change as Change
from assessor.change.significance import Movement as Movement
from assessor.change.significance import Step as Step
from assessor.change.significance import compare_periods as compare_periods
