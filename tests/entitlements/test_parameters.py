"""Figures of law and policy hold from a day to a day, and outside these days we hold none."""

from __future__ import annotations

from datetime import date, datetime, timezone
from pathlib import Path

import pytest

from bot.entitlements.parameters import (
    Figure,
    NoCheckedFigure,
    ParameterError,
    Parameters,
    load_parameter,
    load_parameters,
)

FOLDER = Path(__file__).resolve().parent.parent.parent / "data" / "parameters"
FILES = sorted(FOLDER.glob("*.yml"))
ROTHERHAM = {
    "rotherham_council_tax_discount": "100%",
    "rotherham_staying_put_contribution": "£20 a week",
    "rotherham_staying_put_notice_days": "28 days",
    "rotherham_staying_put_paid_weeks": "56 weeks",
    "rotherham_staying_put_return_weeks": "8 weeks",
    "rotherham_staying_put_term_payment": "£100 a week",
    "rotherham_staying_put_weekly_payment": "£189 a week",
}
HEAD = "label: the bus money\nunit: GBP\ndescription: Invented.\nvalues:\n"
VALUE = "  - {{from: {start}, value: {value}, source: an invented paper, checked_on: 2026-11-22}}\n"
FIX = "Fix: see CONTRIBUTING.md, 'Add a figure'."


def written(folder: Path, text: str) -> Path:
    """A parameter file with this text."""
    path = folder / "bus_money.yml"
    path.write_text(text, encoding="utf-8")
    return path


def message(folder: Path, text: str) -> str:
    """What is said of a wrong file."""
    with pytest.raises(ParameterError) as wrong:
        load_parameter(written(folder, text))
    return str(wrong.value)


@pytest.mark.parametrize(
    ("parameter_id", "on", "text"),
    [
        ("setting_up_home_allowance", date(2023, 3, 31), "£2,000"),
        ("setting_up_home_allowance", date(2023, 4, 1), "£3,000"),
        ("personal_adviser_until_age", date(2018, 3, 31), "21"),
        ("personal_adviser_until_age", date(2018, 4, 1), "25"),
        ("staying_put_until_age", date(2014, 5, 13), "21"),
        ("care_weeks_after_14", date(2001, 10, 1), "13 weeks"),
        ("needs_assessment_months", date(2011, 4, 1), "3 months"),
        ("pathway_plan_review_months", date(2011, 4, 1), "6 months"),
        ("universal_credit_early_claim_days", date(2026, 11, 22), "28 days"),
    ],
    ids=str,
)
def test_on_this_day_the_law_gives_this_figure(
    parameters: Parameters, parameter_id: str, on: date, text: str
) -> None:
    """The home allowance is 2,000 on 31 March 2023 and 3,000 the next day; the PA's age 21, then 25; and so on."""
    assert parameters.at(parameter_id, on).text == text


@pytest.mark.parametrize(
    ("parameter_id", "on"),
    [
        ("staying_put_until_age", date(2014, 5, 12)),
        ("personal_adviser_until_age", date(2001, 9, 30)),
        ("care_weeks_after_14", date(2001, 9, 30)),
        ("needs_assessment_months", date(2011, 3, 31)),
        ("pathway_plan_review_months", date(2011, 3, 31)),
    ],
    ids=str,
)
def test_the_day_before_the_first_figure_there_is_none(
    parameters: Parameters, parameter_id: str, on: date
) -> None:
    """Before a law began we hold no figure, not even the nearest."""
    assert isinstance(parameters.at(parameter_id, on), NoCheckedFigure)


@pytest.mark.parametrize(("parameter_id", "text"), ROTHERHAM.items())
@pytest.mark.parametrize("on", [date(2017, 4, 25), date(2018, 4, 24)], ids=str)
def test_on_its_first_and_last_day_a_rotherham_figure_holds(
    parameters: Parameters, parameter_id: str, text: str, on: date
) -> None:
    """The figures of the 2017 papers hold for the year that they were written for, both ends included."""
    assert parameters.at(parameter_id, on).text == text


@pytest.mark.parametrize("parameter_id", ROTHERHAM)
@pytest.mark.parametrize("on", [date(2017, 4, 24), date(2018, 4, 25), date(2026, 11, 22)], ids=str)
def test_the_day_before_and_after_a_rotherham_figure_there_is_none(
    parameters: Parameters, parameter_id: str, on: date
) -> None:
    """A 2017 figure is never told as today's."""
    assert isinstance(parameters.at(parameter_id, on), NoCheckedFigure)


def test_the_older_home_allowance_reaches_back_without_a_first_day(parameters: Parameters) -> None:
    """A value whose start nobody recorded holds for every earlier day."""
    assert parameters.at("setting_up_home_allowance", date(1990, 1, 1)).text == "£2,000"


def test_no_figure_says_so_in_words(parameters: Parameters) -> None:
    """The words name what is missing."""
    none = parameters.at("rotherham_staying_put_weekly_payment", date(2018, 4, 25))
    assert none.text == "no checked figure (Rotherham's weekly Staying Put payment)"


def test_a_figure_carries_its_source_and_the_day_of_its_check(parameters: Parameters) -> None:
    """Every figure can say where it stands."""
    figure = parameters.at("staying_put_until_age", date(2026, 11, 22))
    assert isinstance(figure, Figure)
    assert (figure.value, figure.source, figure.checked_on) == (
        21,
        "Children Act 1989 section 23CZA",
        date(2026, 11, 22),
    )


def test_a_figure_that_no_file_defines_is_an_error(parameters: Parameters) -> None:
    """An unknown id is not the same as no checked figure."""
    assert "bus_money" not in parameters
    with pytest.raises(KeyError):
        parameters.at("bus_money", date(2026, 11, 22))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_of_ours_loads(path: Path) -> None:
    """The file name is the id, and every value was checked in the past."""
    parameter = load_parameter(path)
    assert parameter.id == path.stem
    assert all(value.checked_on <= datetime.now(tz=timezone.utc).date() for value in parameter.values)


def test_the_folder_gives_every_file() -> None:
    """No file is left out."""
    assert load_parameters(FOLDER).ids() == [path.stem for path in FILES]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "£0"),
        ("0.5", "£0.50"),
        ("57.9", "£57.90"),
        ("189", "£189"),
        ("10000", "£10,000"),
        ("1234567.89", "£1,234,567.89"),
    ],
)
def test_money_is_printed_to_the_penny(tmp_path: Path, value: str, text: str) -> None:
    """Pounds alone when there are no pence, two places when there are."""
    parameter = load_parameter(written(tmp_path, HEAD + VALUE.format(start="2020-01-01", value=value)))
    assert parameter.at(date(2020, 1, 1)).text == text


def test_what_was_abolished_has_no_figure_from_that_day(tmp_path: Path) -> None:
    """Null ends a figure: the day before it held, on the day it is gone."""
    ended = "  - {from: 2019-01-01, to: 2019-12-31, value: 50, source: x, checked_on: 2026-11-22}\n"
    parameter = load_parameter(
        written(tmp_path, HEAD + ended + VALUE.format(start="2020-01-01", value="null"))
    )
    assert parameter.at(date(2019, 12, 31)).text == "£50"
    assert isinstance(parameter.at(date(2020, 1, 1)), NoCheckedFigure)


def test_between_two_figures_there_is_none(tmp_path: Path) -> None:
    """A gap stays a gap."""
    ended = "  - {from: 2019-01-01, to: 2019-06-30, value: 50, source: x, checked_on: 2026-11-22}\n"
    parameter = load_parameter(written(tmp_path, HEAD + ended + VALUE.format(start="2020-01-01", value=60)))
    assert isinstance(parameter.at(date(2019, 7, 1)), NoCheckedFigure)


def test_two_figures_for_one_day_are_refused(tmp_path: Path) -> None:
    """An overlap names the day and the fix."""
    text = HEAD + VALUE.format(start="2019-01-01", value=50) + VALUE.format(start="2020-01-01", value=60)
    assert message(tmp_path, text) == (
        f"bus_money.yml: field `values`: two values both hold on 2020-01-01; give the earlier one a `to`. {FIX}"
    )


def test_a_unit_that_we_cannot_print_is_refused(tmp_path: Path) -> None:
    """The message lists the units that we can print."""
    text = (HEAD + VALUE.format(start="2019-01-01", value=50)).replace("unit: GBP", "unit: shillings")
    units = "'GBP', 'GBP_per_week', 'GBP_per_month', 'GBP_per_year', 'percent', 'age', 'days', 'weeks', 'months', 'years'"
    assert (
        message(tmp_path, text) == f"bus_money.yml: field `unit`: unexpected value; permitted: {units}. {FIX}"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "label: x\nunit: GBP\ndescription: x\nvalues: []\n",
            "field `__root__`: values is empty; add at least one dated value",
        ),
        ("label: x\nunit: GBP\ndescription: x\n", "field `values`: field required"),
        (HEAD + "  - {value: 5, checked_on: 2026-11-22}\n", "field `values.0.source`: field required"),
        (HEAD + "  - {value: 5, source: x}\n", "field `values.0.checked_on`: field required"),
        (
            HEAD + VALUE.format(start="2020-01-01", value="much"),
            "field `values.0.value`: value is not a valid float",
        ),
        (HEAD + VALUE.format(start="last spring", value=5), "field `values.0.from`: invalid date format"),
        (
            "colour: red\n" + HEAD + VALUE.format(start="2020-01-01", value=5),
            "field `colour`: extra fields not permitted",
        ),
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, text: str, expected: str) -> None:
    """The message names the file, the field and the fix."""
    assert message(tmp_path, text) == f"bus_money.yml: {expected}. {FIX}"


@pytest.mark.parametrize("text", ["", "- a list\n", "just words\n"])
def test_a_file_without_fields_is_refused(tmp_path: Path, text: str) -> None:
    """An empty file, a list and a sentence are no parameters."""
    assert message(tmp_path, text) == "bus_money.yml: expected named fields. Fix: start with `label:`."


def test_a_file_that_is_not_yaml_is_refused(tmp_path: Path) -> None:
    """The message names the file and says to look at the indentation."""
    said = message(tmp_path, 'label: "the bus money\n')
    assert said.startswith("bus_money.yml: not valid YAML (")
    assert said.endswith("). Fix: check the indentation.")


def test_a_day_that_no_calendar_has_is_refused_like_any_other_fault(tmp_path: Path) -> None:
    """31 February is reported with its file."""
    assert message(tmp_path, HEAD + VALUE.format(start="2020-02-31", value=5)).startswith("bus_money.yml: ")


def test_a_value_that_somebody_forgot_is_refused(tmp_path: Path) -> None:
    """Only a written null says abolished; a missing value is a mistake."""
    said = message(tmp_path, HEAD + "  - {from: 2020-01-01, source: x, checked_on: 2026-11-22}\n")
    assert said == f"bus_money.yml: field `values.0.value`: field required. {FIX}"


def test_a_value_that_ends_before_it_starts_is_refused(tmp_path: Path) -> None:
    """A value that can never hold is a mistake."""
    text = HEAD + "  - {from: 2020-01-01, to: 2019-01-01, value: 5, source: x, checked_on: 2026-11-22}\n"
    assert message(tmp_path, text).startswith("bus_money.yml: field `values")
