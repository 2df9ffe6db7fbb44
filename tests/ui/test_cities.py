"""The page of many cities: side by side by likeness or id, never by score."""

from __future__ import annotations

import io
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from assessor.assessments import Workspace
from assessor.batch import Choice
from assessor.batch.profiles import profiles
from assessor.clustering import groups_of
from assessor.files import load_rubric, sample_cities
from assessor.scorecard import score, shown
from assessor.ui import charts_cities
from assessor.ui.cities_choice import Chosen
from assessor.ui.cities_parts import PARQUET, made
from tests.ui.conftest import LANGUAGES, Open
from tests.ui.test_compare import renamed, said

RUBRIC, SAMPLES = load_rubric(), sample_cities()
DIMENSIONS = [one.id for one in RUBRIC.dimensions]


def heat(at: AppTest) -> str:
    return next(one.proto.body for one in at.get("html") if "c-heat" in one.proto.body and "<table" in one.proto.body)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_cities_stand_side_by_side_with_numbers_and_words(app: Open, language: str) -> None:
    at = app("cities", language, demo=True)
    table, text = heat(at), said(at)
    assert all(f'scope="col">{id_}<' in table for id_ in DIMENSIONS)
    for one in SAMPLES:
        assert one.city.called(language) in table
    card = score(
        RUBRIC, SAMPLES[0].model_copy(update={"weights": SAMPLES[0].weights.model_copy(update={"preset": "equal"})})
    )
    assert f">{shown(card.dimensions['A1'].score or 0)}<" in table
    for wanted in {"zh": ("12座城市", "2000次抽样，种子20180115", "最高", "组", "区间最窄"),
                   "en": ("12 cities", "2000 draws, seed 20180115", "Highest", "groups", "The narrowest interval")}[language]:  # fmt: skip
        assert wanted in text
    assert len(at.get("plotly_chart")) == 2


def order_in(table: str, names: list[str]) -> list[str]:
    return sorted(names, key=table.index)


def test_cities_stand_by_likeness_or_by_id_and_never_by_score(app: Open) -> None:
    at = app("cities", "zh", demo=True)
    assert [(one.key, one.value) for one in at.get("button_group")][:2] == [
        ("cities.source", "stored"),
        ("cities.order", "alike"),
    ]
    numbers = profiles(SAMPLES, RUBRIC, Choice(draws=2000))
    alike = groups_of([one.id for one in SAMPLES], numbers.table(DIMENSIONS), DIMENSIONS).order
    named = {one.city.name: one.id for one in SAMPLES}
    assert [named[name] for name in order_in(heat(at), list(named))] == list(alike)
    at.get("button_group")[1].set_value("id").run()
    assert [named[name] for name in order_in(heat(at), list(named))] == [one.id for one in SAMPLES]


def test_what_groups_share_is_said_in_words(app: Open) -> None:
    text = said(app("cities", "zh", demo=True))
    assert "12座城市分为2组" in text
    assert "相对自身总体偏强" in text


def test_three_cities_have_neither_spread_nor_groups(app: Open, real: Workspace) -> None:
    for n, sample in enumerate(("S03", "S04", "S05")):
        real.import_assessment(renamed(sample, f"c{n}", f"测试{n}市"), "test")
    at = app("cities", "zh")
    text = said(at)
    assert "出分的城市不足4座" in text
    assert "不归组" in text
    assert len(at.get("plotly_chart")) == 1


def test_fewer_than_two_cities_are_told_how_to_get_more(app: Open, real: Workspace) -> None:
    real.import_assessment(renamed("S03", "own", "测试市"), "test")
    assert "不足两座" in said(app("cities", "zh"))


def test_many_cities_are_paged(app: Open, real: Workspace) -> None:
    many = [renamed(SAMPLES[n % 12].id, f"c{n:02}", f"测试{n:02}市") for n in range(27)]
    real.import_assessments(many, "test")
    at = app("cities", "zh")
    assert at.selectbox(key="cities.page").options == ["第1至25座，共27座", "第26至27座，共27座"]
    assert heat(at).count('scope="row"') == 25
    at.selectbox(key="cities.page").select_index(1).run()
    assert heat(at).count('scope="row"') == 2


def test_a_chosen_few_can_be_looked_at(app: Open) -> None:
    at = app("cities", "en", demo=True)
    at.toggle(key="cities.all").set_value(False).run()
    at.multiselect(key="cities.picked").set_value(["S01", "S04"]).run()
    assert not at.exception
    assert heat(at).count('scope="row"') == 2


def upload(app: Open, name: str, content: bytes) -> AppTest:
    at = app("cities", "zh", demo=True)
    at.get("button_group")[0].set_value("file").run()  # type: ignore[attr-defined]  # AppTest finds it by name only
    return at.get("file_uploader")[0].set_value((name, content, "application/octet-stream")).run()  # type: ignore[attr-defined,no-any-return]


def test_a_table_of_ratings_is_looked_at_and_not_stored(app: Open, real: Workspace) -> None:
    out = io.BytesIO()
    columns = {one.id: [n % 5, (n + 2) % 5] * 2 for n, one in enumerate(RUBRIC.indicators)}
    pq.write_table(pa.table({"city": ["甲市", "乙市", "丙市", "丁市"]} | columns), out)
    at = upload(app, "t.parquet", out.getvalue())
    assert not at.exception
    assert heat(at).count('scope="row"') == 4
    assert "评级表未注明" in said(at)
    assert real.summaries() == []


@pytest.mark.parametrize(("name", "content", "told"), [
    ("t.parquet", b"PAR1 no", "Parquet 文件读不出"),
    ("t.csv", b"city,x99\na,1\n", "量表没有指标 x99"),
    ("t.json", b"{}", "不是评估"),
])  # fmt: skip
def test_what_is_no_table_is_refused_with_its_faults(app: Open, name: str, content: bytes, told: str) -> None:
    assert told in said(upload(app, name, content))


# -- downloads and marks ----------------------------------------------------------------------------


def chosen() -> Chosen:
    choice = Choice(draws=50, language="en")
    return Chosen(tuple(SAMPLES), choice, profiles(SAMPLES, RUBRIC, choice))


def test_downloads_hold_what_their_names_say_and_are_always_the_same() -> None:
    book = load_workbook(io.BytesIO(made(chosen(), RUBRIC, ["cities.xlsx"])), read_only=True)
    assert "Scores" in book.sheetnames
    book.close()
    assert made(chosen(), RUBRIC, ["scores.csv"]).startswith(b"\xef\xbb\xbfcity,kind,id,score")
    zipped = made(chosen(), RUBRIC, PARQUET)
    assert zipfile.ZipFile(io.BytesIO(zipped)).namelist() == PARQUET
    assert zipped == made(chosen(), RUBRIC, PARQUET)


def test_files_of_real_cities_leave_only_once_somebody_has_agreed(app: Open, real: Workspace) -> None:
    real.import_assessments([renamed(one.id, f"c{one.id}", f"{one.id}市") for one in SAMPLES[:2]], "test")
    at = app("cities", "zh")
    assert all(one.proto.disabled for one in at.get("download_button"))
    at.checkbox(key="cities.agree").check().run()
    assert not any(one.proto.disabled for one in at.get("download_button"))


def test_a_cell_prints_its_number_on_a_ground_that_deepens_with_it() -> None:
    table = charts_cities.heat_table("City", ["A<"], [("x", [100.0], ["100"]), ("y", [None], ["—"])], "note")
    assert '<td data-label="A&lt;"><b style="background:rgb(31,90,138);color:#ffffff">100</b></td>' in table
    assert '<td data-label="A&lt;"><b>—</b></td>' in table
