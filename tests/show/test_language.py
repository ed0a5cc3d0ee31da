"""Two languages: nothing is missing, nothing is glued, numbers and money by locale, and English stays as it is."""

import ast
import html
import io
import os
import re
import string
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from babel.messages.pofile import read_po
from PIL import Image

from partnerscape.language import LANGUAGES, in_language, phrase, phrase_for, term
from partnerscape.language.catalogue import FOLDER
from partnerscape.scenario import ASSUMPTIONS, LEVERS, load_scenario
from partnerscape.scenario.parts import Event, EventKind
from partnerscape.show.analyses.advice.words import sign_in_words, transition_in_words, why_this_way
from partnerscape.show.analyses.robustness.section import robustness_section
from partnerscape.show.analyses.stress.section import event_in_words
from partnerscape.show.check.policy import read_back
from partnerscape.show.check.report import print_check
from partnerscape.show.comparison.report import comparison_report
from partnerscape.show.comparison.words import own_meaning, policy_name
from partnerscape.show.findings.report import study_report
from partnerscape.show.reference.catalogues import untranslated, updated
from partnerscape.show.style import numbers
from partnerscape.show.style.lever_words import assumption_label, input_condition, lever_limits, listed
from partnerscape.show.style.metric_words import metric_name
from partnerscape.show.style.palette import PAPER, drawn, inches_of, new_figure, place, wrapped
from partnerscape.show.terminal import print_comparison, print_findings, print_run
from partnerscape.study.analyses.advice.indicators import CHANGE, KPIS, LEVEL
from partnerscape.study.analyses.advice.transition import Transition
from partnerscape.study.analyses.advice.warning_signs import Sign
from partnerscape.study.analyses.robustness.robustness import find_robust

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "simulation" / "partnerscape"
OTHERS = [code for code in LANGUAGES if code != "en"]
ANY = (float("-inf"), float("inf"))


def catalogue(code):
    return read_po(FOLDER.joinpath(f"{code}.po").open("rb"), locale=code)


def places(text):
    return sorted({name for _, name, _, _ in string.Formatter().parse(text) if name is not None})


def every_text(message):
    return [message.string] if isinstance(message.string, str) else list(message.string)


@pytest.mark.parametrize("code", OTHERS)
def test_no_sentence_is_missing_and_none_is_left_over(code):
    missing = untranslated(code)
    assert missing == [], f"run `make catalogues`, then fill in msgstr of each in language/catalogues/{code}.po: {missing}"
    assert updated(code).decode() == FOLDER.joinpath(f"{code}.po").read_text("utf-8"), "run `make catalogues`"


@pytest.mark.parametrize("code", OTHERS)
def test_the_places_for_values_agree(code):
    for message in catalogue(code):
        if not message.id:
            continue
        wanted = places(message.id if isinstance(message.id, str) else message.id[1])
        for text in every_text(message):
            assert places(text) == wanted or (isinstance(message.id, tuple) and set(wanted) - set(places(text)) <= {"number"}), (
                message.id
            )


@pytest.mark.parametrize("code", OTHERS)
def test_every_form_of_the_plural_is_there(code):
    several = [message for message in catalogue(code) if message.pluralizable]
    assert len(several) > 10
    assert all(len(message.string) == catalogue(code).num_plurals for message in several)


def spoken_in(tree):
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "partnerscape.language"
        and any(a.name.startswith("phrase") for a in node.names)
        for node in ast.walk(tree)
    )


def glued(tree):
    """Calls of phrase that are a part of ``+``, of ``%`` or of an f-string: parts of a sentence, in an order that is English."""
    for node in ast.walk(tree):
        parts = []
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
            parts = [node.left, node.right]
        elif isinstance(node, ast.JoinedStr):
            parts = list(ast.walk(node))  # also deeper: what stands in an f-string is not extracted either
        for part in parts:
            if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id in ("phrase", "phrase_for"):
                yield part.lineno


def test_no_sentence_is_glued_from_parts():
    speaking = {path: tree for path in PACKAGE.rglob("*.py") if spoken_in(tree := ast.parse(path.read_text("utf-8")))}
    assert len(speaking) > 10
    assert {str(path): lines for path, tree in speaking.items() if (lines := list(glued(tree)))} == {}


def test_what_glues_is_found():
    assert list(glued(ast.parse('f"{phrase(1)} x"\nphrase("a") + "b"\nphrase_for(1, "a", "b") % 2'))) == [1, 2, 3]


def test_a_key_is_a_literal():
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("phrase", "phrase_for"):
                keys = node.args[:1] if node.func.id == "phrase" else node.args[1:3]
                assert all(isinstance(key, ast.Constant) for key in keys), f"{path}:{node.lineno}"


def test_numbers_and_money_by_locale():
    with in_language("ru"):
        assert numbers.plain(1234567.0) == "1\xa0234\xa0567"
        assert numbers.plain(-0.1234) == "−0,123"
        assert numbers.percent(0.923, 1) == "92,3 %"
        assert numbers.money(1234.0, "€") == "1\xa0234\xa0€"
        assert numbers.money(-5_230_000.0, "€") == "−5,23 млн\xa0€"
        assert numbers.brief_money(158_000.0, "CHF") == "158 тыс.\xa0CHF"
        assert (
            numbers.money_with(245000, 190000, 299000, "€") == "+245\xa0000\xa0€ (95 %: от +190\xa0000\xa0€ до +299\xa0000\xa0€)"
        )
        assert numbers.in_unit(3.0, "hours per month", "€") == "3 ч в месяц"
        assert numbers.difference_in_unit(-0.021, "share", "€") == "−2,1 п. п."
        assert numbers.plain(float("nan")) == "неизвестно"


def test_english_is_as_it_was():
    assert numbers.plain(1234567.0) == "1,234,567"
    assert numbers.money(-5_230_000.0, "€") == "−€5.23 million"
    assert numbers.brief_money(158_000.0, "CHF") == "CHF 158k"
    assert numbers.money_with(245000, 190000, 299000, "€") == "+€245,000 (95 %: +€190,000 to +€299,000)"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "1 вариант будущего"),
        (3, "3 варианта будущего"),
        (11, "11 вариантов будущего"),
        (21, "21 вариант будущего"),
        (1000, "1\xa0000 вариантов будущего"),
    ],
)
def test_plural_forms(number, said):
    with in_language("ru"):
        assert numbers.futures_of(number) == said


def test_every_declaration_has_its_word():
    with in_language("ru"):
        for name in LEVERS:
            assert not re.search("[A-Za-z]{3}", lever_limits(name, (0.1, 0.1), ANY)), f"{name} has no word in ru.po"
        for name in ASSUMPTIONS:
            assert not re.search("[A-Za-z]{3}", assumption_label(name).replace("AR(1)", "")), f"{name} has no word in ru.po"
        assert metric_name("npv") == "чистая приведённая стоимость"
        assert term("a name of my own {x}") == "a name of my own {x}"


def test_levers_in_russian():
    with in_language("ru"):
        assert lever_limits("commission_rate", (0.21, 0.29), (0.1, 0.4)) == "комиссия: 21–29 %"
        assert (
            lever_limits("small__support_agents", (2.5, 10), (0, 10))
            == "сотрудники поддержки (партнёры: мелкие): не менее 2,5 на 100 партнёров"
        )
        assert input_condition("commission_rate", True, 0.246) == "«комиссия» выше 24,6 %"
        assert listed(["small", "middle", "large"]) == "мелкие, средние и крупные"


def test_a_language_is_spoken_within():
    with in_language("ru"):
        assert phrase("yes") == "да"
        with in_language("en"):
            assert phrase_for(2, "{number} future", "{number} futures") == "2 futures"
        assert phrase("no") == "нет"
    assert phrase("yes") == "yes"


OWN = {  # what stays as it is: names of programs, files, formats, keys and a reader's own words
    *("partnerscape", "compare", "pilot", "study", "report", "marketplace", "html", "json", "small", "toml", "script", "alert"),
    *("time", "burn_in_months", "horizon_months", "initial_partners"),
    *(
        "clear_and_curated",
        "good",
        "policy",
        "scenario",
        "seeds",
        "Which",
        "programmes",
        "are",
        "win",
        "CSV",
        "PNG",
        "Python",
        "SaaS",
    ),
}


def english_in(page):
    """Words of English in what a page says, alternative texts and titles included."""
    page = re.sub(r"<style.*?</style>|<pre.*?</pre>", "", page, flags=re.S)
    said = [*re.findall(r'(?:alt|title|aria-label)="([^"]*)"', page), *re.sub(r"<[^>]+>", "\n", page).splitlines()]
    lines = [html.unescape(line) for line in said if not re.search(r"[A-Z][a-z]+ (?:et al\. )?\d{4}", line)]  # sources
    words = [word for line in lines for word in re.findall(r"[A-Za-z_]{3,}", line)]
    return {word for word in words if word not in OWN and not re.fullmatch(r"[0-9a-f]+", word)}


@pytest.mark.slow
def test_a_comparison_speaks_russian_throughout(comparison, tmp_path):
    with in_language("ru"):
        page = comparison_report(comparison, tmp_path).read_text("utf-8")
    assert '<html lang="ru">' in page
    assert english_in(page) == set()


@pytest.mark.slow
def test_a_study_speaks_russian_throughout(findings, tmp_path):
    with in_language("ru"):
        page = study_report(findings, tmp_path).read_text("utf-8")
    assert english_in(page) == set()


@pytest.mark.slow
def test_analyses_that_are_asked_for_speak_russian_throughout(findings):
    """Those that need no further runs; the letters of policies and the names of statistics stay."""
    columns = {"notice_months": [0, 3], "grandfather_months": [0, 6], "p": [0.5, 0.9], "vendor_gain": [3.0, 2.0]}
    advice = Transition(3, 6, pd.DataFrame(columns), (0.4, 0.2, 0.6), 32)
    robust = find_robust(findings.results)
    with in_language("ru"):
        said = [robustness_section(robust), transition_in_words(advice), why_this_way(advice, fair=True)]
        said += [event_in_words(Event(kind=kind, month=1, size=2.0, months=3)) for kind in get_args(EventKind)]
        said += [
            sign_in_words(Sign(f"{kpi}.{form}@6", 0.1, above, 9, 10, 1, 90, (0.9, 0.8, 1.0)), "€")
            for kpi in KPIS
            for form in (LEVEL, CHANGE)
            for above in (True, False)
        ]
    assert english_in("\n".join(said)) == set()


@pytest.mark.parametrize(("number", "said"), [(1, "tell partners one month before"), (3, "tell partners three months before")])
def test_an_english_number_is_spelled_and_a_russian_one_is_not(number, said):
    way = Transition(number, 0, pd.DataFrame(), (0.0, 0.0, 0.0), 0)
    assert transition_in_words(way) == said
    with in_language("ru"):
        assert transition_in_words(way) == f"предупредить партнёров за {number} {'месяц' if number == 1 else 'месяца'}"


@pytest.mark.slow
def test_terminals_speak_russian_throughout(comparison, findings, result, tmp_path):
    from rich.console import Console

    with in_language("ru"):
        console = Console(file=io.StringIO(), width=100)
        print_run(result, console)
        print_comparison(comparison, console)
        print_findings(findings, tmp_path / "report.html", console)
    assert english_in(console.file.getvalue().replace(str(tmp_path), "")) == set()


@pytest.mark.parametrize("name", ["marketplace", "saas_resellers"])
def test_check_speaks_russian_throughout(name):
    from rich.console import Console

    scenario = load_scenario(name)
    console = Console(file=io.StringIO(), width=120)
    with in_language("ru"):
        for label, policy in scenario.policies.items():
            print_check([read_back(scenario, label, policy, policy.model_fields_set, None, None)], scenario, None, "", console)
    assert english_in(console.file.getvalue()) == set()


def command(*words, before="", **environment):
    code = f"import os, sys; {before}sys.argv = ['partnerscape', *{list(words)!r}]; from partnerscape.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=os.environ | {"PYTHONIOENCODING": "utf-8"} | environment
    )


CHECK = (
    "study",
    "--scenario",
    "marketplace",
    "--lever",
    "commission_rate=0.1:0.3",
    "--policies",
    "16",
    "--futures",
    "4",
    "--dry-run",
)


@pytest.mark.parametrize(
    "words", [("--language", "ru", *CHECK), (*CHECK, "--language=ru"), (*CHECK, "--language", "ru_RU.UTF-8")]
)
def test_the_option_may_stand_anywhere(words):
    done = command(*words)
    assert done.returncode == 0, done.stderr
    assert "прогонов" in done.stdout


def test_the_variable_speaks_too():
    assert "прогонов" in command(*CHECK, PARTNERSCAPE_LANGUAGE="ru").stdout
    assert "candidate runs" in command(*CHECK, "--language", "en", PARTNERSCAPE_LANGUAGE="ru").stdout


def test_an_unknown_language_is_refused():
    done = command(*CHECK, "--language", "xx")
    assert done.returncode == 2
    assert done.stderr.strip() == "error: command line: --language: expected one of ['en', 'ru'], found 'xx'"


def test_without_babel_it_says_what_to_install():
    without = "sys.modules['babel'] = None; "
    done = command(*CHECK, "--language", "ru", before=without)
    assert done.returncode == 2
    assert "--language ru: expected Babel" in done.stderr
    assert "pip install 'partnerscape[office]'" in done.stderr
    assert command(*CHECK, before=without).returncode == 0


def test_a_terminal_without_its_letters_is_told():
    done = command(*CHECK, "--language", "ru", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "no letters of ru: set PYTHONIOENCODING=utf-8" in done.stderr


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize(
    "text", ["Сколько других программ она превосходит по каждому критерию, " * 3, "of futures that win " * 12]
)
def test_lines_of_a_figure_fit_whatever_their_letters(text, bold):
    lines = wrapped(text, 7.4, 9.0, bold).split("\n")
    assert len(lines) > 1 and all(inches_of(line, 9.0, bold) <= 7.4 for line in lines)


@pytest.mark.parametrize("label", ["Сотрудники поддержки для крупных партнёров", "pay"])
def test_no_label_leaves_the_paper_of_a_figure(label):
    figure = new_figure(2.0)
    axes = place(figure, (0.5, 0.4, 0.2, 0.2), (0.0, 1.0))
    axes.set_yticks([0.0, 1.0], [label, label])
    pixels = np.asarray(Image.open(io.BytesIO(drawn(figure, "png"))).convert("RGB"))
    edges = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    assert (edges == np.array([int(PAPER[k : k + 2], 16) for k in (1, 3, 5)])).all()
    wide = round(figure.get_size_inches()[0] * 160)
    assert pixels.shape[1] == wide if label == "pay" else pixels.shape[1] > wide


@pytest.mark.parametrize("name", ["all together", "commission_rate alone", "all but support_agents", "safest", "smallest_change"])
def test_programmes_that_an_analysis_makes_are_named(name):
    with in_language("ru"):
        assert not re.search("[A-Za-z]", policy_name(name))


def test_a_change_is_not_called_todays_programme(comparison):
    assert own_meaning(comparison) == comparison.policy.meaning != ""
    changed = comparison.scenario.current_policy.changed(commission_rate=0.22)
    assert own_meaning(replace(comparison, policy=changed)) == ""
