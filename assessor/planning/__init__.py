"""What to do first: priorities, the cheapest plan that reaches the targets, and what-if."""

from assessor.planning.projecting import projected as projected
from assessor.planning.proposals import Infeasible as Infeasible
from assessor.planning.proposals import Proposal as Proposal
from assessor.planning.proposals import cheapest as cheapest
from assessor.planning.proposals import within as within
from assessor.planning.situation import reached as reached
from assessor.planning.steps import EFFORT_COST as EFFORT_COST
from assessor.planning.steps import Priority as Priority
from assessor.planning.steps import Step as Step
from assessor.planning.steps import mark_of as mark_of
from assessor.planning.steps import priorities as priorities
from assessor.planning.steps import task_of as task_of
