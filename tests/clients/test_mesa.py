"""Scripts as users of Mesa write them, on whichever Mesa is installed."""

import subprocess
import sys
import textwrap

import pandas as pd
import pytest

mesa = pytest.importorskip("mesa", reason="Mesa is not installed")

import partnerscape as ps  # noqa: E402
from partnerscape.model import Partner, PartnerEcosystem  # noqa: E402

VERSION = tuple(int(part) for part in mesa.__version__.split(".")[:2])
has_batch_run = pytest.mark.skipif(not hasattr(mesa, "batch_run"), reason="Mesa 4 has no batch_run")
takes_rng = pytest.mark.skipif(not (3, 5) <= VERSION < (4, 0), reason="batch_run(rng=...) came with Mesa 3.5 and went with 4")
QUIET = {"display_progress": False, "max_steps": 12}


@pytest.fixture(scope="module")
def small():
    return ps.load_scenario("marketplace").changed(time={"burn_in_months": 1, "horizon_months": 3, "initial_partners": 50})


@has_batch_run
@pytest.mark.filterwarnings("ignore:The `iterations` keyword")
def test_iterations_are_replications(small):
    rows = pd.DataFrame(mesa.batch_run(PartnerEcosystem, {"scenario": [small]}, iterations=5, **QUIET))
    assert rows["seed"].nunique() == rows["profit"].nunique() == 5
    again = PartnerEcosystem(small, rng=int(rows["seed"][3]))
    again.run_model()
    assert again.datacollector.get_model_vars_dataframe()["profit"].iloc[-1] == rows["profit"][3]


@takes_rng
def test_no_seed_three_times_is_three_runs(small):
    rows = pd.DataFrame(mesa.batch_run(PartnerEcosystem, {"scenario": [small]}, rng=[None] * 3, **QUIET))
    assert rows["profit"].nunique() == 3


@takes_rng
def test_seeds_as_a_range(small):
    rows = pd.DataFrame(mesa.batch_run(PartnerEcosystem, {"scenario": small}, rng=range(3), **QUIET))
    assert rows["seed"].tolist() == [0, 1, 2]
    assert rows["profit"].nunique() == 3


@has_batch_run
def test_seeds_as_a_parameter(small):
    rows = pd.DataFrame(mesa.batch_run(PartnerEcosystem, {"scenario": small, "seed": [1, 2]}, **QUIET))
    assert rows["seed"].tolist() == [1, 2]
    alone = PartnerEcosystem(small, rng=2)
    alone.run_model()
    assert alone.last_month().profit.sum() == rows["profit"][1]


@has_batch_run
def test_scenarios_and_policies_are_parameters_to_group_by(small):
    policies = [small.current_policy, small.current_policy.changed(commission_rate=0.3)]
    parameters = {"scenario": small, "policy": policies, "seed": [1, 2]}
    rows = pd.DataFrame(mesa.batch_run(PartnerEcosystem, parameters, **QUIET))
    assert len(rows) == 4
    by_policy = rows.groupby("policy")["profit"].mean()
    assert set(by_policy.index) == set(policies)
    assert [str(policy) for policy in by_policy.index] == ["Policy()", "Policy(commission_rate=0.3)"]
    assert by_policy.loc[policies[0]] > by_policy.loc[policies[1]]
    assert set(rows["scenario"].map(str)) == {"Scenario('marketplace')"}
    single = mesa.batch_run(PartnerEcosystem, {"scenario": small, "policy": policies[1], "seed": [1]}, **QUIET)
    assert single[0]["policy"] == policies[1]


def test_equal_values_are_one_key_and_others_are_others(small):
    same = type(small).model_validate_json(small.model_dump_json())
    other = small.assuming(arrivals=1.0)
    assert {small: 1}[same] == 1
    assert len({small, same, other, small.current_policy, small.current_policy.changed(bonus=1.0)}) == 4
    for value in (small, small.current_policy):
        assert len(repr(value)) < 80
        with pytest.raises(TypeError):
            iter(value)


@has_batch_run
@pytest.mark.slow
def test_two_processes(small, tmp_path):
    script = """
        import mesa, partnerscape as ps

        if __name__ == "__main__":
            small = ps.load_scenario("marketplace").changed(
                time={"burn_in_months": 1, "horizon_months": 3, "initial_partners": 50})
            rows = mesa.batch_run(ps.PartnerEcosystem, {"scenario": small, "seed": [1, 2]}, number_processes=2,
                                  display_progress=False)
            print(sorted((row["seed"], row["profit"]) for row in rows))
    """
    (tmp_path / "script.py").write_text(textwrap.dedent(script))
    done = subprocess.run([sys.executable, tmp_path / "script.py"], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    alone = mesa.batch_run(PartnerEcosystem, {"scenario": small, "seed": [1, 2]}, **QUIET)
    assert done.stdout.strip() == str([(row["seed"], row["profit"]) for row in alone])


def test_a_data_collector_reads_agents(small):
    model = PartnerEcosystem(small, rng=3)
    model.datacollector = mesa.DataCollector(
        model_reporters={"sellers": lambda model: sum(p.active for p in model.agents_by_type[Partner]), "month": "month"},
        agenttype_reporters={Partner: {"segment": "segment_name", "trust": "trust", "active": "active"}},
    )
    model.run_model()
    months = model.datacollector.get_model_vars_dataframe()
    assert months["month"].tolist() == [1, 2, 3]
    agents = model.datacollector.get_agenttype_vars_dataframe(Partner).reset_index()
    assert set(agents["segment"]) == set(small.segment_names)
    assert agents.groupby("Step")["active"].sum().tolist() == months["sellers"].tolist()
    table = ps.run(small, seeds=[3], partners=True).partners
    assert set(table.loc[table["left"] < 0, "partner"]) <= set(agents["AgentID"])


def test_agent_sets_select_change_and_remove(small):
    model = PartnerEcosystem(small, rng=3)
    partners = model.agents_by_type[Partner]
    small_ones = partners.select(lambda p: p.active and p.segment_name == "small")
    before, count = len(partners), len(small_ones)
    assert count > 3
    small_ones.set("trust", 0.25)
    assert set(small_ones.get("trust")) == {0.25}
    assert partners.agg("customers", sum) == model.pool["customers"][0][:before].sum()
    next(iter(small_ones)).remove()
    small_ones.select(at_most=2).do("remove")
    assert len(model.agents_by_type[Partner]) in (before - 3, before - 2)  # the set may name the one that is gone
    model.run_model()
    assert all(p.is_member for p in model.agents_by_type[Partner])


def test_a_custom_step_of_agents(small):
    class Chatty(Partner):
        heard = 0

        def listen(self):
            self.heard += 1

    class Town(PartnerEcosystem):
        partner_class = Chatty

        def step(self):
            super().step()
            self.agents_by_type[Chatty].shuffle_do("listen")

    model, plain = Town(small, rng=3), PartnerEcosystem(small, rng=3)
    for each in (model, plain):
        each.run_model()
    assert max(p.heard for p in model.partners()) == 3
    assert model.metrics() == plain.metrics()


def test_agents_of_other_kinds_live_beside(small):
    class Regulator(mesa.Agent):
        pass

    model = PartnerEcosystem(small, rng=3)
    regulator = Regulator(model)
    model.run_model()
    assert regulator in model.agents
    assert len(model.agents) == len(model.partners()) + 2
