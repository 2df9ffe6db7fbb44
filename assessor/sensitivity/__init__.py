"""Whether a conclusion holds: under other methods, under a single other rating, and for a city among others."""

from __future__ import annotations

from assessor.sensitivity.alternatives import Alternative as Alternative
from assessor.sensitivity.alternatives import Conclusions as Conclusions
from assessor.sensitivity.alternatives import agrees as agrees
from assessor.sensitivity.alternatives import alternatives as alternatives
from assessor.sensitivity.alternatives import conclusions as conclusions
from assessor.sensitivity.alternatives import span as span
from assessor.sensitivity.flips import Flip as Flip
from assessor.sensitivity.flips import Turning as Turning
from assessor.sensitivity.flips import flips as flips
from assessor.sensitivity.flips import shown_bands as shown_bands
from assessor.sensitivity.flips import turnings as turnings
from assessor.sensitivity.methods import Method as Method
from assessor.sensitivity.methods import Ratings as Ratings
from assessor.sensitivity.methods import methods as methods
from assessor.sensitivity.ranks import PlaceRange as PlaceRange
from assessor.sensitivity.ranks import RankInterval as RankInterval
from assessor.sensitivity.ranks import RankTable as RankTable
from assessor.sensitivity.ranks import place_ranges as place_ranges
from assessor.sensitivity.ranks import places as places
from assessor.sensitivity.ranks import rank_intervals as rank_intervals
