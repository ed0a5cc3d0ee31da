import base64
import html
import io
import json
import re
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.image import imread
from rich.console import Console

from partnerscape.show import as_json as machine
from partnerscape.show import terminal as tables
from partnerscape.show.comparison.charts import draw_comparison
from partnerscape.show.comparison.words import verdict_in_words
from partnerscape.show.findings import charts
from partnerscape.show.findings.binding import draw_binding_map
from partnerscape.show.findings.pairs import draw_pairs
from partnerscape.show.findings.report import comparison_report, save_run_figure, study_report
from partnerscape.show.findings.words import limits_of, rule_in_words
from partnerscape.show.run import draw_run
from partnerscape.show.style.palette import chance_colours, drawn
from partnerscape.study.boxes.limits import OneOf
from partnerscape.study.request import ComparisonRequest
from partnerscape.study.study import study

from .test_words import BOX, VENDOR

DRAWS = (
    charts.draw_map,
    charts.draw_effects,
    charts.draw_binding,
    charts.draw_by_share,
    charts.draw_calibration,
    draw_pairs,
    draw_binding_map,
)


def looks_drawn(content: bytes) -> bool:
    return float(imread(io.BytesIO(content)).std()) > 0.02


def said_of(page: str) -> str:
    """The page's own text, without the figures' data."""
    return re.sub(r"data:image/svg\+xml;base64,[A-Za-z0-9+/=]+", "", page)


@pytest.fixture(scope="module")
def with_rule(findings):
    return replace(findings, box=BOX, loser=VENDOR)


@pytest.fixture(scope="module")
def page(with_rule, tmp_path_factory):
    return study_report(with_rule, tmp_path_factory.mktemp("report")).read_text(encoding="utf-8")


@pytest.mark.parametrize("draw", DRAWS, ids=lambda d: d.__name__)
@pytest.mark.parametrize(
    "rule", [BOX, replace(BOX, limits={"support_agents": (2.0, 4.0)}), None], ids=["rule", "one limit", "none"]
)
def test_a_figure_of_a_study_is_drawn(findings, draw, rule):
    assert looks_drawn(drawn(draw(replace(findings, box=rule)), "png"))


def test_a_single_lever_has_a_line_for_a_map(findings):
    part = replace(findings.map, up=findings.map.across, y=findings.map.x)
    assert looks_drawn(drawn(charts.draw_map(replace(findings, map=part)), "png"))
    assert looks_drawn(drawn(charts.draw_by_share(replace(findings, map=part)), "png"))


def test_the_same_figure_is_the_same_file(findings):
    assert drawn(charts.draw_map(findings), "svg") == drawn(charts.draw_map(findings), "svg")


def test_the_scale_darkens_evenly():
    red, green, blue = np.array(chance_colours(10).colors).T
    lightness = 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2
    assert (np.diff(lightness) < 0).all()


def test_figures_of_a_comparison_and_a_run_are_drawn(comparison, result, tmp_path):
    for figure in draw_comparison(comparison).values():
        assert looks_drawn(drawn(figure, "png"))
    assert looks_drawn(drawn(draw_run(result), "png"))
    assert looks_drawn(save_run_figure(result, tmp_path / "run.png").read_bytes())
    assert save_run_figure(result, tmp_path / "run.svg").read_bytes().startswith(b"<?xml")


def test_a_single_seed_has_no_band_and_no_interval(small, tmp_path):
    from partnerscape.study.compare import compare
    from partnerscape.study.run import run

    alone = compare(small, "pay_more", seeds=[5])
    page = said_of(comparison_report(alone, tmp_path).read_text(encoding="utf-8"))
    assert "inf" not in re.findall(r"\b[+−]?(?:inf|nan)\b", page)
    save_run_figure(run(small, seeds=[5]), tmp_path / "run.png")


def test_the_page_says_the_rule_and_what_it_promises(page, with_rule):
    plain = said_of(page).replace("\u00a0", " ")
    for limit in limits_of(with_rule):
        assert limit in plain.replace('<span class="keep">', "").replace("</span>", "").replace(
            "Commission", "commission"
        ).replace("At", "at")
    assert rule_in_words(with_rule).replace("'", "&#x27;") in plain
    assert "92 %" in plain
    assert with_rule.digest in plain
    assert "illustrative" in plain


def test_the_page_needs_no_network(page):
    assert "http" not in said_of(page)
    assert "<link" not in page
    assert "<script" not in page
    assert "@import" not in page
    assert page.count("data:image/svg+xml;base64,") == len(DRAWS)
    for data in re.findall(r"base64,([A-Za-z0-9+/=]+)", page):
        assert b"<svg" in base64.b64decode(data)


def test_another_box_is_told_on_the_page_and_to_machines(findings, tmp_path):
    found = replace(findings, box=BOX, further=(replace(BOX, limits={"offers": (15, 20)}, held_out_policies=2),))
    page = study_report(found, tmp_path).read_text(encoding="utf-8")
    assert "Another way: at least 15 offers: predicted win-win in" in said_of(page)
    assert machine.findings_json(found)["further_boxes"][0]["limits"] == {"offers": [15.0, 20.0]}


def test_what_a_user_wrote_is_escaped(page):
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_study_without_a_rule_has_a_page(findings, tmp_path):
    page = study_report(replace(findings, box=None), tmp_path).read_text(encoding="utf-8")
    assert "No win-win conditions were found" in page
    assert (tmp_path / "figures" / "map.png").stat().st_size > 10_000


def test_a_comparison_has_a_page(comparison, tmp_path):
    asked = ComparisonRequest("marketplace", None, (("offers", 6),), None, (0, 1, 2, 3))
    renamed = replace(comparison, name="a<b with offers=6", request=asked)
    page = said_of(comparison_report(renamed, tmp_path).read_text(encoding="utf-8"))
    assert "A&lt;b with offers=6" in page
    assert "--set offers=6" in page
    assert "http" not in page
    assert html.escape(renamed.stamp[1:]) in page


def test_tables_say_the_answer_first(findings, comparison, result, tmp_path):
    console = Console(record=True, width=80, file=io.StringIO(), highlight=False)
    tables.print_findings(findings, tmp_path / "report.html", console)
    tables.print_comparison(comparison, console)
    tables.print_run(result, console)
    text = " ".join(console.export_text().split())
    assert " ".join(rule_in_words(findings).split()) in text
    assert " ".join(verdict_in_words(comparison).split()) in text
    assert "…" not in text
    assert result.stamp in text


def test_machines_get_plain_values_with_their_stamp(findings, comparison, result):
    answers = (machine.findings_json(findings), machine.comparison_json(comparison), machine.run_json(result))
    for answer in answers:
        again = json.loads(json.dumps(answer, allow_nan=False))
        assert {"scenario", "version", "seeds", "illustrative", "build"} <= set(again)
    assert answers[0]["words"] == rule_in_words(findings)
    assert answers[1]["words"] == verdict_in_words(comparison)


@pytest.mark.usefixtures("only_asked")
def test_a_choice_is_told_by_its_options_names(tmp_path):
    question = tmp_path / "choice.toml"
    question.write_text("""
question = "Which pay?"
scenario = "marketplace"
[levers]
support_agents = [1.0, 5.0]
[choices.pay]
as_today = {}
with_tiers = { tiers = [{ threshold = 500.0, rate = 0.25 }] }
[design]
policies = 16
futures = 2
""")
    found = study(question, tmp_path / "out")
    page = said_of(study_report(found, tmp_path / "out").read_text(encoding="utf-8"))
    assert "as today" in page
    assert found.map.across == found.map.up == "support_agents", "a map needs an order"
    assert found.results.current_levers()["pay"] == 0.0, "the option that changes nothing is where one stands"
    ruled = replace(found, box=replace(BOX, limits={"pay": OneOf((1.0,))}))
    assert "Pay with tiers: win-win in 92 %" in rule_in_words(ruled)
    page = study_report(replace(ruled, recommended={"support_agents": 2.2, "pay": 1.0}), tmp_path / "out").read_text(
        encoding="utf-8"
    )
    assert "Pay with tiers" in said_of(page)
    assert "--set &#x27;tiers=[{threshold = 500.0, rate = 0.25}]&#x27;" in page, "a command that can be typed"
