"""How far a city's numbers may lie from what was stated: seeded draws, intervals, chances of bands, shares of sources."""

from assessor.uncertainty.drawing import Draws as Draws
from assessor.uncertainty.drawing import drawn as drawn
from assessor.uncertainty.drawing import draws as draws
from assessor.uncertainty.drawing import node_ids as node_ids
from assessor.uncertainty.drawing import stream_of as stream_of
from assessor.uncertainty.inputs import Inputs as Inputs
from assessor.uncertainty.inputs import inputs as inputs
from assessor.uncertainty.intervals import Interval as Interval
from assessor.uncertainty.intervals import Uncertainty as Uncertainty
from assessor.uncertainty.intervals import band_chances as band_chances
from assessor.uncertainty.intervals import quantiles as quantiles
from assessor.uncertainty.intervals import uncertainty as uncertainty
from assessor.uncertainty.settings import DRAWS as DRAWS
from assessor.uncertainty.settings import SEED as SEED
from assessor.uncertainty.settings import SOURCES as SOURCES
from assessor.uncertainty.settings import Settings as Settings
from assessor.uncertainty.settings import Source as Source
