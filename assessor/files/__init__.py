"""Files in and out: rubric YAML, city YAML, CSV, JSON <-> models, or every fault with place and fix."""

from assessor.files.city_file import assessment_from_text as assessment_from_text
from assessor.files.city_file import load_assessment as load_assessment
from assessor.files.city_file import sample_cities as sample_cities
from assessor.files.rubric_file import load_rubric as load_rubric
