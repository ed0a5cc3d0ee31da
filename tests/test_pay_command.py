"""`partnerscape pay` as a finance team uses it: tables as systems write them, statements as they are checked."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest

from partnerscape import cli
from partnerscape.scenario import InputError, Policy
from partnerscape.scenario.pay.expand import expanded
from partnerscape.statement import pay_statement, read_sales

PROGRAMME = Path(__file__).parent / "pay" / "programme.toml"
CONTRACTS = PROGRAMME.parent / "contracts"
STATEMENTS = PROGRAMME.parent / "statements"
FLAT = '[pay.commission]\non = "revenue"\nrate = "10 %"\n'
DEALS = FLAT + "[registration]\nprotection_months = '90 days'\n"
FUND = '[pay.fund]\non = "revenue"\nrate = "10 %"\nfund = true\n'
MENU = '[pay.a]\nchoice = "much"\non = "revenue"\nrate = "20 %"\n[pay.b]\nchoice = "little"\non = "revenue"\nrate = "1 %"\n'

Told = tuple[str, ...]
# a plan, a table of sales, what the message must say
TABLES: dict[str, tuple[str, str, Told]] = {
    "semicolons": (FLAT, "partner;month;revenue\na;2026-03;100,50\n", ("columns between commas", "semicolons", "save it as CSV in UTF-8")),
    "tabs": (FLAT, "partner\tmonth\trevenue\na\t2026-03\t100\n", ("columns between commas", "tabs")),
    "decimal commas": (FLAT, "partner,month,revenue\na,2026-03,100,50\n", ("as many values per row as columns", "commas in numbers")),
    "decimal commas in quotes": (FLAT, 'partner,month,revenue\na,2026-03,"1.100,50"\na,2026-04,"2,50"\n', ("[row 2] revenue", "write 1100.50", "one more row")),
    "commas between thousands": (FLAT, 'partner,month,revenue\na,2026-03,"1,234,100.50"\n', ("write 1234100.50",)),
    "a currency": (FLAT, "partner,month,revenue\na,2026-03,100 €\n", ("[row 2] revenue", "write 100, without the currency")),
    "an infinite sum": (FLAT, "partner,month,revenue\na,2026-03,inf\n", ("[row 2] revenue", "a number", "inf")),
    "no sum": (FLAT, "partner,month,revenue\na,2026-03,\n", ("[row 2] revenue", "0 if there was none", "nothing")),
    "no partner": (FLAT, "partner,month,revenue\na,2026-03,1\n ,2026-03,2\n", ("[row 3] partner", "name or number")),
    "a row of totals": (FLAT, "partner,month,revenue\na,2026-03,1\nTotal,,1\n", ("[row 3] month", "nothing")),
    "a date that may be two": (FLAT, "partner,month,revenue\na,03/04/2026,1\n", ("[row 2] month", "write 2026-04-03 or 2026-03-04")),
    "a spreadsheet's day number": (FLAT, "partner,month,revenue\na,46082,1\n", ("[row 2] month", "'46082'")),
    "a month without its century": (FLAT, "partner,month,revenue\na,Mar-26,1\n", ("[row 2] month", "'Mar-26'")),
    "no such day": (FLAT, "partner,month,revenue\na,2026-02-31,1\n", ("[row 2] month", "'2026-02-31'")),
    "other words for columns": (FLAT, "Partner,Monat,Umsatz\na,2026-03,1\n", ("partner, month, revenue", "no month, revenue among", "did you mean 'monat'?")),
    "a column twice": (FLAT, "partner,month,revenue,Revenue\na,2026-03,1,2\n", ("revenue", "one column of this name", "two")),
    "a column copied": (FLAT, "partner,month,revenue,revenue\na,2026-03,1,2\n", ("revenue", "one column of this name", "two")),
    "no rows": (FLAT, "partner,month,revenue\n", ("at least one row",)),
    "an empty file": (FLAT, "", ("an empty file",)),
    "a partner in two spellings": (FLAT, "partner,month,revenue\nAcme Ltd,2026-03,1\nacme  ltd,2026-03,2\n", ("[row 3] partner", "'Acme Ltd' in row 2", "'acme  ltd'")),
    "an unknown plan of a menu": (MENU, "partner,month,revenue,choice\na,2026-03,1,litle\n", ("[row 2] choice", "did you mean 'little'?", "'litle'")),
    "an unknown category": (FLAT, "partner,month,revenue,category\na,2026-03,1,hom\n", ("[row 2] category", "did you mean 'home'?")),
    "an unknown segment": (FLAT, "partner,month,revenue,segment\na,2026-03,1,smal\n", ("[row 2] segment", "did you mean 'small'?")),
    "an unknown kind": (FLAT, "partner,month,revenue,kind\na,2026-03,1,renewed\n", ("[row 2] kind", "did you mean 'renewal'?")),
    "a recruiter without a row": (FLAT, "partner,month,revenue,recruiter\nann,2026-03,1,bob\nbobb,2026-03,1,\n", ("[row 2] recruiter", "did you mean 'bobb'?", "revenue 0")),
    "two recruiters": (FLAT, "partner,month,revenue,recruiter\na,2026-03,1,b\na,2026-04,1,c\nb,2026-03,1,\nc,2026-03,1,\n", ("recruiter", "one recruiter of a", "['b', 'c']")),
    "recruiters in a circle": (FLAT, "partner,month,revenue,recruiter\na,2026-03,1,b\nb,2026-03,1,a\n", ("recruiter", "a circle: a ← b ← a")),
    "sales before joining": (FLAT, "partner,month,revenue,joined\na,2026-03,1,2026-05\n", ("joined", "a joined in 2026-05 and has a row of 2026-03")),
    "quality in per cent": (FLAT, "partner,month,revenue,quality\na,2026-03,1,80\n", ("[row 2] quality", "did you mean 0.8?")),
    "less than no orders": (FLAT, "partner,month,revenue,orders\na,2026-03,1,-1\n", ("[row 2] orders", "0 or more", "-1")),
    "maybe": (FLAT, "partner,month,revenue,cancelled\na,2026-03,1,maybe\n", ("[row 2] cancelled", "yes or no", "'maybe'")),
    "pay by margin without it": (FLAT.replace('"revenue"', '"margin"'), "partner,month,revenue,Margen\na,2026-03,1,1\n", ("margin", "[pay.commission] needs it", "did you mean 'margen'?")),
    "pay by category without it": (FLAT + 'categories = ["home"]', "partner,month,revenue\na,2026-03,1\n", ("category", "[pay.commission] needs it")),
    "pay for renewals without knowing them": (FLAT.replace('"revenue"', '"renewals"'), "partner,month,revenue\na,2026-03,1\n", ("customer", "(or kind)", "[pay.commission] needs it")),
    "a need that the table does not tell": (FLAT + 'needs = [{ measure = "certified", at_least = 1 }]', "partner,month,revenue\na,2026-03,1\n", ("certified", "(or skill)")),
    "a deal of two partners, of which the plan says nothing": (FLAT, "partner,month,revenue,deal\na,2026-03,1,d1\nb,2026-03,1,d1\n", ("[row 3] deal", "one partner per deal", "d1 of a and of b", "[registration]")),
    "two claims that differ": (DEALS, "partner,month,revenue,deal\na,2026-03,100,d1\nb,2026-03,90,d1\n", ("[row 3] revenue", "100.00, as a states of d1", "90.00 of b")),
    "registration without deals": (DEALS, "partner,month,revenue\na,2026-03,1\n", ("deal", "[registration] needs it")),
    "a day of registration that may be two": (DEALS, "partner,month,revenue,deal,registered_on\na,2026-03,1,d1,03/04/2026\n", ("[row 2] registered_on", "nothing says which number is the day")),
    "a split that leaves something over": (FLAT + '[registration]\nsplit = ["70 %", "20 %"]\n', "partner,month,revenue,deal\na,2026-03,1,d1\n", ("[registration] split", "sum to 1", "[0.7, 0.2]")),
    "a fund to be used in time without proof": (FUND + "use_months = '1 quarter'\n", "partner,month,revenue\na,2026-03,1\n", ("proven", "[pay.fund] needs it")),
    "less than no proof": (FUND, "partner,month,revenue,proven\na,2026-03,1,-5\n", ("[row 2] proven", "a sum, 0 or more", "-5")),
    "proof of what is no fund": (FLAT + "use_months = 3\n", "partner,month,revenue\na,2026-03,1\n", ("[pay.commission] fund", "use_months is for a fund")),
    "a fee for an unknown offer": ('[pay.fees]\non = "orders"\namount = { home = 5, lamp = 7 }\n', "partner,month,revenue\na,2026-03,1\n", ("[pay.fees] amount", "did you mean 'lamps'?", "'lamp'")),
    "an unknown offer": (FLAT, "partner,month,revenue,offer\na,2026-03,1,lamp\n", ("[row 2] offer", "did you mean 'lamps'?")),
    "fees by category without it": ('[pay.fees]\non = "revenue"\nrate = { home = "5 %" }\n', "partner,month,revenue\na,2026-03,1\n", ("category", "(or offer)", "[pay.fees] needs it")),
    "a time that is none": (FLAT + "delay_months = 'soon'\n", "partner,month,revenue\na,2026-03,1\n", ("[pay.commission] delay_months", "90 days", "'soon'")),
    "a time beyond what a plan waits": (FLAT + "delay_months = '5 years'\n", "partner,month,revenue\na,2026-03,1\n", ("0 to 24 months", "'5 years'", "counts as 60 months")),
    "a time under another key": (FLAT + "delay_days = 60\n", "partner,month,revenue\na,2026-03,1\n", ("delay_days", 'write delay_months = "60 days"')),
    "renewals of nobody": (FLAT + "customer_months = [0, 12]", "partner,month,revenue,kind\na,2026-03,1,renewal\n", ("customer", "months of a customer's life")),
}  # fmt: skip

Line = Callable[..., tuple[int, str, str]]


@pytest.fixture(name="line")
def _line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Line:
    """`partnerscape pay` within this process: exit code, standard output and error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")

    def line(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["partnerscape", "pay", str(PROGRAMME), *map(str, words)])
        code = 0
        try:
            cli.main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        return code, *capsys.readouterr()

    return line


def written(tmp_path: Path, sales: str, plan: str = FLAT) -> tuple[Path, str, Path]:
    table, policy = tmp_path / "sales.csv", tmp_path / "plan.toml"
    table.write_text(sales)
    policy.write_text(plan)
    return table, "--policy", policy


@pytest.mark.parametrize("case", TABLES)
def test_a_table_that_cannot_be_paid_right_is_refused(case: str, line: Line, tmp_path: Path) -> None:
    plan, sales, told = TABLES[case]
    out = tmp_path / "out"
    code, said, err = line(*written(tmp_path, sales, plan), "--out", out)
    assert (code, said) == (2, ""), err
    assert not out.exists() and "Traceback" not in err
    assert err.count("\n") == 1 and err.startswith("error: ") and "expected" in err and "found" in err, err
    for part in told:
        assert part in err, err


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_another_encoding_is_refused(encoding: str, line: Line, tmp_path: Path) -> None:
    table, *rest = written(tmp_path, "")
    table.write_bytes("partner,month,revenue\nMüller,2026-03,1\n".encode(encoding))
    code, _, err = line(table, *rest)
    assert (code, err.count("\n")) == (2, 1)
    assert "in UTF-8" in err and "save it as CSV in UTF-8" in err


def test_wrong_options_are_refused(line: Line, tmp_path: Path) -> None:
    given = written(tmp_path, "partner,month,revenue\nAcme,2026-03,1\n")
    for words, told in {
        ("--partner", "Acne"): ("--partner", "did you mean 'Acme'?"),
        ("--since", "soon"): ("--since", "a month such as 2026-03"),
        ("--before", given[2]): ("--since", "nothing"),
        ("--format", "xls"): ("--format", "csv, parquet, json or xlsx"),
        ("--set", "pay.comission.rate=0.2"): ("did you mean",),
    }.items():
        code, said, err = line(*given, *words)
        assert (code, said, err.count("\n")) == (2, "", 1), err
        assert all(part in err for part in told), err
    code, _, err = line(tmp_path / "nowhere.csv", *given[1:])
    assert code == 2 and "no such file" in err


MESSY = (
    "\ufeffPartner, MONTH ,Revenue,Customer,Cancelled,Invoice\n"
    "007,31.03.2026,100,c1,,1\n007,2026-03-15 10:30,50.005,c2,No,2\n7,2026/03/01,10,c1,,3\nNA,March 2026,20,c9,,4\n"
    "007,202605,-30,c1,,5\n007,2026-05-31,,c2,yes,6\nNA,2026-05,20,c9,,7\nNA,2026-05,20,c9,,7\n"
)


def test_a_table_as_a_system_writes_it_is_paid(line: Line, tmp_path: Path) -> None:
    """Ids with zeros before them, a partner NA, a mark before the text, six ways to write a month, a refund, a month without rows."""
    code, said, err = line(*written(tmp_path, MESSY), "--json")
    answer = json.loads(said)
    paid = {row["partner"]: row["paid"] for row in answer["partners"]}
    assert (code, paid) == (0, {"007": 12.0, "7": 1.0, "NA": 6.0})
    assert answer["components"] == [{"component": "commission", "earned": 19.0, "returned": 0.0, "paid": 19.0}]
    assert "columns that are not read: Invoice" in err
    assert "1 row the same as an earlier one in every column (the first is row 9)" in err


def test_parquet_and_excel_are_paid_like_csv(line: Line, tmp_path: Path) -> None:
    given = written(tmp_path, MESSY)
    table = read_sales(given[0])
    kinds = {"parquet": pd.DataFrame.to_parquet} | ({"xlsx": pd.DataFrame.to_excel} if find_spec("openpyxl") else {})
    for frame in (table, table.assign(**{" MONTH ": pd.Timestamp("2026-03-31"), "Revenue": table["Revenue"].astype(float)})):
        frame.to_csv(given[0], index=False)
        expected = line(*given, "--json")[1]
        for kind, write in kinds.items():
            write(frame, tmp_path / f"sales.{kind}", index=False)
            assert line(tmp_path / f"sales.{kind}", *given[1:], "--json")[1] == expected, kind


def test_one_partners_months_say_what_was_paid_for_what(line: Line, tmp_path: Path) -> None:
    code, said, _ = line(STATEMENTS / "j.csv", "--policy", CONTRACTS / "j.toml", "--partner", _first("j"))
    lines = said.splitlines()
    assert code == 0 and "…" not in said and max(map(len, lines)) <= 80
    assert lines[0].startswith(f"J: what {_first('j')} is paid, €")
    expected = pd.read_csv(STATEMENTS / "j_expected.csv").query(f"partner == '{_first('j')}'")
    for row in expected[expected["earned"] != 0.0].itertuples():
        assert any(row.component.replace("_", " ") in each and f"{row.earned:,.2f}" in each for each in lines), row
    assert "taken back" not in said  # nothing was


def _first(letter: str) -> str:
    return str(pd.read_csv(STATEMENTS / f"{letter}_expected.csv", dtype=str)["partner"].iloc[0])


def test_totals_and_who_is_paid_nothing(line: Line, tmp_path: Path) -> None:
    sales = "partner,month,revenue\na,2026-03,1000\nb,2026-03,0\n"
    code, said, _ = line(
        *written(tmp_path, sales, FLAT + "delay_months = 1\n[pay.sign_up]\non = 'nothing'\nlump = 5\nsegments = ['large']")
    )
    assert code == 2  # segments without a column
    code, said, _ = line(*written(tmp_path, sales, FLAT + "delay_months = 1"))
    assert code == 0
    assert "Plan: 2 partners, 1 month, €" in said
    assert "Earned and not yet due, or carried over: 100.00." in said
    assert "Paid nothing in this time: 2 of 2 partners." in said


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_a_statement_as_a_file_is_in_currency(file_format: str, line: Line, tmp_path: Path) -> None:
    out = tmp_path / "statement of March"
    plan = FLAT + '[levels.tier]\nnames = ["low", "high"]\n[[levels.tier.needs]]\nmeasure = "revenue"\nat_least = [0, 500]\n'
    plan = plan.replace('rate = "10 %"', 'levels = "tier"\nrate = ["10 %", "20 %"]')
    code, _, err = line(
        *written(tmp_path, "partner,month,revenue\n007,2026-03,1000.5\n", plan), "--out", out, "--format", file_format
    )
    assert code == 0 and "statement in" in err
    path = out / f"statement.{file_format}"
    table = pd.read_csv(path, dtype={"partner": str}) if file_format == "csv" else pd.read_parquet(path)
    assert table.loc[0, ["partner", "month", "level"]].tolist() == ["007", "2026-03", "high"]
    assert table.loc[0, ["base", "earned", "paid"]].tolist() == [1000.5, 200.1, 200.1]


def test_a_plan_takes_the_place_of_another(line: Line, tmp_path: Path) -> None:
    given = STATEMENTS / "e.csv", "--policy", CONTRACTS / "e_after.toml"
    code, said, _ = line(*given, "--before", CONTRACTS / "e_before.toml", "--since", "2026-05", "--json")
    by = {row["component"]: row["earned"] for row in json.loads(said)["components"]}
    expected = pd.read_csv(STATEMENTS / "e_expected.csv").groupby("component")["earned"].sum().round(2)
    assert code == 0 and by == expected.to_dict()


def test_who_chose_from_the_menu_before_has_the_first_plan_of_the_new_one() -> None:
    """A plan that is gone is no misspelt one: it was on the menu."""
    old = Policy(pay={"a": {"choice": "old", "on": "revenue", "rate": 0.5}}).plan
    new = Policy(
        pay={"a": {"choice": "x", "on": "revenue", "rate": 0.1}, "b": {"choice": "y", "on": "revenue", "rate": 0.2}}
    ).plan
    sales = pd.DataFrame({"partner": "p", "month": ["2026-01", "2026-02"], "revenue": 100.0, "choice": ["old", ""]})
    paid = pay_statement(new, sales, before=old, since="2026-02").query("component == 'total'")["paid"]
    assert paid.tolist() == [50.0, 10.0]


def test_a_plan_without_components_is_refused() -> None:
    """A policy in the short form has none of its own: its plan is to be written out first."""
    short, sales = (
        Policy(commission_rate=0.2, recurring_months=0),
        pd.DataFrame({"partner": ["p"], "month": ["2026-01"], "revenue": [100.0]}),
    )
    with pytest.raises(InputError, match=r"expanded\(policy\)"):
        pay_statement(short.plan, sales)
    paid = pay_statement(expanded(short), sales).query("component == 'total'")["paid"]
    assert paid.tolist() == [20.0]


def test_a_hundred_thousand_rows_are_paid_in_seconds(line: Line, tmp_path: Path) -> None:
    ids = pd.Series(range(100_000))
    table = pd.DataFrame({"partner": "p" + (ids % 500).astype(str), "month": "2026-" + (ids % 12 + 1).map("{:02d}".format)})
    table = table.assign(revenue=(ids % 97) + 0.37, customer="c" + (ids % 9_001).astype(str))
    paid = pay_statement(Policy(pay={"c": {"on": "revenue", "rate": 0.1, "customer_months": [0, 12]}}).plan, table)
    assert round(paid.query("component == 'total'")["earned"].sum()) == round(0.1 * table["revenue"].sum())


# ---- terms of contracts: registered deals, proven funds, fees by offer, times in any unit


def earned(said: str, by: str = "partners") -> dict[str, float]:
    key = "partner" if by == "partners" else "component"
    return {row[key]: row["earned"] for row in json.loads(said)[by] if row["earned"]}


CLAIMS = (
    "partner,month,revenue,deal,registered_on\n"
    "alpha,2026-03-20,1000,d1,2026-02-01\nbeta,2026-03-20,1000,d1,2026-01-10\n"  # beta was first
    "alpha,2026-04-10,500,d2,2026-01-09\nbeta,2026-04-10,500,d2,2026-02-01\n"  # alpha's time is over since the day before
    "alpha,2026-04-10,300,d3,\nbeta,2026-04-12,300,d3,2025-12-01\n"  # nobody's registration was in time: alpha sold first
    "beta,2026-04,80,d4,2026-04-10\n"
)


def test_who_registered_a_deal_first_is_paid(line: Line, tmp_path: Path) -> None:
    """Beta has d1, d2 and d4, alpha d3; the extra rate is for deals whose registration was in time."""
    plan = (
        FLAT + '[pay.extra]\non = "new revenue"\nrate = "5 %"\nregistered = true\n[registration]\nprotection_months = "90 days"\n'
    )
    given = written(tmp_path, CLAIMS, plan)
    _, said, _ = line(*given, "--json")
    assert earned(said) == {"alpha": 30.0, "beta": 1.5 * 158.0}
    assert earned(said, "components") == {"commission": 188.0, "extra": 79.0}
    code, said, _ = line(*given)
    said = " ".join(said.split())
    assert code == 0
    for told in (
        "d1 (closed in 2026-03), claimed by alpha and beta: paid to beta, who registered it first, on 2026-01-10.",
        "d2 (closed in 2026-04), claimed by alpha and beta: paid to beta, who registered it first of those in time, on 2026-02-01.",
        "d3 (closed in 2026-04), claimed by alpha and beta: paid to alpha, who sold first; no registration was in time.",
    ):
        assert told in said
    assert "d4" not in said  # nobody else claims it


def test_a_deal_is_divided_where_the_contract_says_so(line: Line, tmp_path: Path) -> None:
    """70 and 30 per cent of the sum to the cent; the order, and an amount per order, are the first's; later orders follow."""
    plan = FLAT + '[pay.order]\non = "orders"\namount = 7\n[registration]\nsplit = ["70 %", "30 %"]\n'
    sales = "partner,month,revenue,deal,registered_on,customer\n"
    sales += (
        "a,2026-03,100.01,d1,2026-02-01,c\nb,2026-03,100.01,d1,2026-01-10,c\nb,2026-05,50,d1,,c\nz,2026-05,10,d2,2026-05-01,y\n"
    )
    given = written(tmp_path, sales, plan)
    _, said, _ = line(*given, "--json", "--out", tmp_path / "out")
    assert earned(said) == {"a": 4.5, "b": 24.5, "z": 8.0}  # 10 % of 30.00 and 15; of 70.01 and 35, and 7 for each of two orders
    assert json.loads(said)["conflicts"][0]["share"] == 0.3
    table = pd.read_csv(tmp_path / "out" / "conflicts.csv")
    assert table[["deal", "partner", "share", "reason"]].to_numpy().tolist() == [
        ["d1", "a", 0.3, "split"],
        ["d1", "b", 0.7, "split"],
    ]
    assert "d1 (closed in 2026-03), claimed by a and b: divided, 70 % b and 30 % a." in " ".join(line(*given)[1].split())


def test_a_customer_may_be_what_is_claimed(line: Line, tmp_path: Path) -> None:
    """Its later orders are paid to who registered it, whoever took them; a partner's own statement says why it was not paid."""
    plan = FLAT + '[registration]\nclaims = "customer"\n'
    sales = "partner,month,revenue,customer,registered_on\na,2026-03,100,c,2026-03-01\nb,2026-05,60,c,\nb,2026-05,7,other,\n"
    given = written(tmp_path, sales, plan)
    assert earned(line(*given, "--json")[1]) == {"a": 16.0, "b": 0.7}
    assert "c (closed in 2026-03), claimed by a and b: paid to a" in " ".join(line(*given, "--partner", "b")[1].split())


def test_only_proven_use_of_a_fund_is_paid(line: Line, tmp_path: Path) -> None:
    """100 per month into a fund, usable for a quarter: proof is paid from the oldest money; what is not used in time lapses."""
    months = [f"2026-{month:02d}" for month in range(1, 7)]
    proofs = [0, 30, 0, 250, 0, 999]
    sales = "partner,month,revenue,proven\n" + "".join(f"a,{m},1000,{p}\n" for m, p in zip(months, proofs, strict=True))
    given = written(tmp_path, sales, FUND + "use_months = '90 days'\n")
    lines = json.loads(line(*given, "--json", "--partner", "a")[1])["lines"]
    paid = [row["paid"] for row in lines if row["component"] == "fund"]
    assert paid == [0.0, 30.0, 0.0, 250.0, 0.0, 250.0]  # the 70 left of January lapse; 50 of April's are left in June
    code, said, err = line(*given)
    assert code == 0 and "carried over: 70.00" in said and "proven" not in err


def test_a_fund_without_a_column_of_proof_is_paid_and_said(line: Line, tmp_path: Path) -> None:
    _, said, err = line(*written(tmp_path, "partner,month,revenue\na,2026-03,1000\n", FUND), "--json")
    assert "no column proven: all that is due of fund counts as used" in err
    assert json.loads(said)["components"][0]["paid"] == 100.0


def test_fees_differ_by_offer_and_category(line: Line, tmp_path: Path) -> None:
    """An offer's own fee goes before that of its category; the rest is paid nothing."""
    plan = '[pay.orders]\non = "orders"\namount = { home = 5, desks = 12.5 }\n'
    plan += '[pay.desks]\non = "revenue"\nsingle_offers = ["desks", "lamps"]\nrate = "1 %"\n'
    sales = "partner,month,revenue,category,offer\na,2026-03,100,home,lamps\na,2026-03,100,office,desks\na,2026-03,100,office,\n"
    assert earned(line(*written(tmp_path, sales, plan), "--json")[1], "components") == {"orders": 17.5, "desks": 2.0}


def test_ten_thousand_orders_are_not_the_last_that_are_paid(line: Line, tmp_path: Path) -> None:
    """Where no end is stated, there is none: "for ever" is a large number of months, not of orders."""
    sales = "partner,month,revenue,orders\na,2026-01,60000,12000\na,2026-02,50,10\n"
    assert earned(line(*written(tmp_path, sales), "--json")[1]) == {"a": 6005.0}
    later = FLAT + "order_numbers = [4, 10000]\n"
    assert earned(line(*written(tmp_path, sales.replace("12000", "3"), later), "--json")[1]) == {}


@pytest.mark.parametrize("time", ["2", "'2 months'", "'60 days'", "'9 weeks'", "'two months'"])
def test_times_may_be_in_any_unit(time: str, line: Line, tmp_path: Path) -> None:
    """A delay of two months, however it is written."""
    sales = "partner,month,revenue\na,2026-01,100\na,2026-04,0\n"
    lines = json.loads(line(*written(tmp_path, sales, FLAT + f"delay_months = {time}\n"), "--json", "--partner", "a")[1])["lines"]
    assert [row["paid"] for row in lines if row["component"] == "commission"] == [0.0, 0.0, 10.0, 0.0]
