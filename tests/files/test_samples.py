"""The bundled cities: fictional, marked as such, and complete."""

from __future__ import annotations

from assessor.files import load_assessment, sample_cities
from assessor.files.resources import folder


def test_twelve_fictional_cities_come_in_the_order_of_their_ids() -> None:
    samples = sample_cities()
    assert [one.id for one in samples] == [f"S{number:02}" for number in range(1, 13)]
    assert all(one.city.fictional and one.city.name.startswith("示例城市") for one in samples)
    assert all(one.city.name_en.startswith("Sample ") for one in samples)


def test_every_sample_file_says_in_its_first_line_that_it_is_fictional() -> None:
    for path in folder("sample_cities").glob("*.yaml"):
        assert path.read_text("utf-8").startswith("# 虚构样例"), path.name


def test_a_sample_reads_the_same_alone_and_among_the_others() -> None:
    assert load_assessment(folder("sample_cities") / "S12.yaml") == sample_cities()[11]


def test_dropping_a_city_from_the_list_does_not_drop_it_for_others() -> None:
    sample_cities().clear()
    assert len(sample_cities()) == 12
