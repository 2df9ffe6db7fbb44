"""Many cities at once: scores, intervals, chances of being ahead, reports, in bounded memory and in pieces that are kept.

    SOURCE -> pieces of a few cities (sources) -> what each comes to (working, kept by parts)
           -> tables in the order of ids (gathering) -> comparison matrices (matrix) -> workbook, manifest (outputs)

A city's numbers depend on its own ratings, its id and the settings alone. Order of the input, pieces and
number of processes therefore change nothing to the last digit, and a run that was broken off yields the
same files once it has gone on.
"""

from assessor.batch.choice import Choice as Choice
from assessor.batch.running import Result as Result
from assessor.batch.running import run as run
from assessor.batch.sources import Folder as Folder
from assessor.batch.sources import Given as Given
from assessor.batch.sources import Source as Source
from assessor.batch.sources import Table as Table
from assessor.batch.sources import source_at as source_at
