"""Files in and out: rubric YAML, city YAML, CSV, JSON, data package <-> models, or every fault with place and fix."""

from assessor.files.city_file import sample_cities as sample_cities
from assessor.files.data_package import assessment_from_package as assessment_from_package
from assessor.files.data_package import data_package_bytes as data_package_bytes
from assessor.files.exports import assessment_from_json as assessment_from_json
from assessor.files.exports import assessment_to_json as assessment_to_json
from assessor.files.exports import scorecard_to_json as scorecard_to_json
from assessor.files.flat_table import assessment_from_csv as assessment_from_csv
from assessor.files.flat_table import assessment_to_csv as assessment_to_csv
from assessor.files.marked import filled_workbook as filled_workbook
from assessor.files.marked import has_marks as has_marks
from assessor.files.marked import marked_copy as marked_copy
from assessor.files.messages import load_messages as load_messages
from assessor.files.opening import load_assessment as load_assessment
from assessor.files.ratings_table import RatingsTable as RatingsTable
from assessor.files.ratings_table import read_ratings_csv as read_ratings_csv
from assessor.files.rubric_file import load_rubric as load_rubric
from assessor.files.scores_table import score_rows as score_rows
from assessor.files.scores_table import scorecards_to_csv as scorecards_to_csv
from assessor.files.template import template_bytes as template_bytes
from assessor.files.template import template_name as template_name
from assessor.files.template import unit_named as unit_named
from assessor.files.uploads import read_upload as read_upload
from assessor.files.versions import check_version as check_version
from assessor.files.versions import record_version as record_version
