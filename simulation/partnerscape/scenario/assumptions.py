"""What nobody decides: the assumptions about people, market and desk, each declared once with its range.

A study sweeps the ranges; ``by_hand`` marks what has no source (costs and strengths chosen so that
no optimum lies at an end). Values are the marketplace's; a scenario states its own.
"""

from __future__ import annotations

from typing import Annotated, cast

from .declare import REAL, SHARE, Assumption, Declared, Frozen, declarations
from .errors import Misfit, one_of, refuse

A = Assumption


class Group(Declared):
    """A table of assumptions."""


class Person(Group):
    """Who partners are."""

    reach_scale: Annotated[float, A("leads per month", 4.9, 8.1, "leads at one hour's effort", "calibrated", bounds=(1e-9, 1e9))] = 6.5
    reach_spread: Annotated[float, A("factor", 0.8, 1.25, "spread of ln reach, of and within segments, relative to what the segments state", "calibrated", bounds=(0.05, 5.0))] = 1.0
    hours_scale: Annotated[float, A("hours per month", 30, 50, "capacity of a partner of mean reach", "calibrated", bounds=(1e-9, 1e9))] = 40.0
    hours_by_reach: Annotated[float, A("1", 0.3, 0.5, "elasticity of hours to reach", "calibrated", bounds=(0.0, 5.0))] = 0.4
    hours_sd: Annotated[float, A("ln", 0.22, 0.38, "spread of hours", "calibrated", bounds=(0.0, 5.0))] = 0.3
    outside_scale: Annotated[float, A("currency per month", 40, 66, "outside option of a partner of mean reach", "calibrated", bounds=(1e-9, 1e9))] = 53.0
    outside_by_reach: Annotated[float, A("1", 0.2, 0.34, "elasticity of the outside option to reach", "calibrated", bounds=(0.0, 5.0))] = 0.27
    outside_sd: Annotated[float, A("ln", 0.26, 0.44, "spread of the outside option", "calibrated", bounds=(0.0, 5.0))] = 0.35
    outside_level: Annotated[float, A("factor", 0.7, 1.5, "level of all outside options", bounds=(1e-9, 1e9))] = 1.0
    outside_trend: Annotated[float, A("per month", -0.005, 0.005, "growth of outside options after the rollout", bounds=(-0.5, 0.5))] = 0.0
    rivals: Annotated[float, A("0, 1, 2", 0, 2, "0: rivals are asleep, 1: they follow, 2: they lead", by_hand=True, whole=True, bounds=(0, 2))] = 1.0
    rival_response: Annotated[float, A("share", 0, 0.6, "share of a gain in attractiveness that rivals match", by_hand=True)] = 0.3
    rival_lag: Annotated[float, A("months", 3, 12, "mean months until rivals respond", by_hand=True)] = 6.0
    rival_lead: Annotated[float, A("share", 0.05, 0.15, "what leading rivals add to outside options at the rollout", by_hand=True)] = 0.1
    risk_aversion: Annotated[float, A("1", 0.22, 0.38, "median relative risk aversion")] = 0.3
    risk_sd: Annotated[float, A("ln", 0.3, 0.5, "spread of risk aversion", bounds=(0.0, 5.0))] = 0.4
    relative_risk: Annotated[float, A("0-1", 0.75, 1, "1: relative, 0: absolute risk aversion", "Holmstrom & Milgrom 1987 at 0", bounds=SHARE)] = 1.0
    fairness_sd: Annotated[float, A("ln", 0.3, 0.5, "spread of fairness concern", bounds=(0.0, 5.0))] = 0.4


class Attention(Group):
    """How partners study offers."""

    coverage_rate: Annotated[float, A("1", 0.09, 0.15, "audience covered by an offer (a)", "calibrated")] = 0.12
    coverage_fit: Annotated[float, A("1", 0.38, 0.62, "weight of an offer's fit (b)", "calibrated")] = 0.5
    attention_cost: Annotated[float, A("1", 0.75, 1.25, "cost of attention (lambda)", "Matejka & McKay 2015", bounds=(1e-9, 1e9))] = 1.0
    dilution: Annotated[float, A("1", 0.41, 0.69, "loss by split attention (delta)", "Chernev et al. 2015", by_hand=True)] = 0.55
    looking_hours: Annotated[float, A("hours per offer", 0.22, 0.38, "hours spent looking", "Chernev et al. 2015", by_hand=True)] = 0.3
    curation_relief: Annotated[float, A("share", 0.67, 1, "how far curation lowers looking and dilution", by_hand=True, bounds=SHARE)] = 0.9
    insight_speed: Annotated[float, A("per contact", 0.9, 1.5, "how fast contacts tell the vendor what suits a partner", by_hand=True)] = 1.2
    speciality_weight: Annotated[float, A("share", 0.4, 0.8, "share of selling in the speciality", by_hand=True, bounds=SHARE)] = 0.6


class Effort(Group):
    """How hours are chosen."""

    gamma: Annotated[float, A("1", 0.25, 0.45, "response of sales to effort", "Albers, Mantrala & Sridhar 2010", bounds=(0.05, 1.0))] = 0.34
    gamma_stated: Annotated[float, A("1", 0.25, 0.45, "gamma at which reach was measured: another gamma leaves today's leads unchanged", "Albers, Mantrala & Sridhar 2010", bounds=(0.05, 1.0))] = 0.34
    usual_effort: Annotated[float, A("share of hours", 0.165, 0.275, "hours of selling at which reach was measured", "calibrated", bounds=(1e-3, 10.0))] = 0.22
    effort_cost: Annotated[float, A("currency per hour", 22, 36, "slope of the cost of hours (kappa)", "calibrated", bounds=(1e-6, 1e6))] = 29.0
    longest_day: Annotated[float, A("share of hours", 1.25, 1.75, "most hours relative to capacity", by_hand=True)] = 1.5
    opacity: Annotated[float, A("1", 0.38, 0.62, "variance of unclear pay", by_hand=True)] = 0.5
    confusion_hours: Annotated[float, A("hours", 2.2, 3.8, "lost to a contradiction", by_hand=True)] = 3.0
    contradiction_trust: Annotated[float, A("0-1", 0.01, 0.03, "trust lost by a contradiction", by_hand=True, bounds=SHARE)] = 0.02
    serving_hours: Annotated[float, A("hours per customer", 0.022, 0.038, "serving a customer", "calibrated")] = 0.03
    reading_hours: Annotated[float, A("hours per contact", 0.11, 0.19, "reading a contact", by_hand=True)] = 0.15
    correction_speed: Annotated[float, A("per month", 0.4, 0.8, "how fast contact corrects beliefs about pay", by_hand=True)] = 0.6
    additive_noise_sd: Annotated[float, A("currency", 0, 1, "revenue noise of the Holmstrom-Milgrom limit")] = 0.0


class Demand(Group):
    """Customers and orders."""

    word_of_mouth: Annotated[float, A("per month", 0, 0.06, "customers' word of mouth (q)", "Bass 1969")] = 0.028
    order_value: Annotated[float, A("currency", 104, 172, "mean order", "marketplace data", bounds=(1e-9, 1e9))] = 138.0
    order_ln_sd: Annotated[float, A("ln", 0.64, 1.06, "spread of an order", "marketplace data", bounds=(0.0, 5.0))] = 0.85
    own_order_sd: Annotated[float, A("ln", 0, 0.9, "spread of partners' own mean orders; 0: all have the mean order", "marketplace data: .7", bounds=(0.0, 3.0))] = 0.0
    own_order_by_reach: Annotated[float, A("1", -0.2, 0, "elasticity of a partner's own mean order to its reach", "marketplace data: -.1", bounds=(-1.0, 1.0))] = 0.0
    margin: Annotated[float, A("share of revenue", 0.45, 0.75, "vendor's margin before channel costs", bounds=SHARE)] = 0.6
    shock_sd: Annotated[float, A("ln", 0.15, 0.25, "a partner's demand shock", "calibrated", bounds=(0.0, 5.0))] = 0.2
    own_demand_sd: Annotated[float, A("ln", 0, 0.8, "spread of partners' own demand in a month, which drifts; 0: all meet the market's", "Foster, Haltiwanger & Syverson 2008", bounds=(0.0, 3.0))] = 0.0
    own_demand_memory: Annotated[float, A("per month", 0.5, 0.99, "what a month leaves of a partner's own demand, as its AR(1) coefficient", "Foster, Haltiwanger & Syverson 2008", bounds=SHARE)] = 0.9
    recurring_orders: Annotated[float, A("per customer-month", 0.0135, 0.0225, "repeat orders", "calibrated")] = 0.018
    market_size: Annotated[float, A("factor", 0.5, 2, "customers that a cell can have, relative to its stated potential", bounds=(1e-6, 1e6))] = 1.0
    marketing_strength: Annotated[float, A("share", 0.38, 0.62, "most that joint marketing adds to leads", by_hand=True)] = 0.5
    marketing_scale: Annotated[float, A("currency per month", 45, 75, "spend at which 63 % is reached", by_hand=True, bounds=(1e-9, 1e9))] = 60.0
    marketing_claimed: Annotated[float, A("share", 0.45, 0.75, "share of the budget that partners claim", bounds=SHARE)] = 0.6
    cofunding: Annotated[float, A("share", 0.2, 0.3, "partners' own spending on top of a claim", by_hand=True, bounds=SHARE)] = 0.25
    trailing_speed: Annotated[float, A("per month", 0.2, 0.4, "speed of trailing revenue", by_hand=True, bounds=SHARE)] = 0.3


class Conversion(Group):
    """From lead to deal."""

    conversion_base: Annotated[float, A("logit", -2, -1.2, "level", "calibrated", bounds=REAL)] = -1.6
    conversion_skill: Annotated[float, A("logit", 1.2, 2, "weight of skill", "calibrated")] = 1.6
    conversion_support: Annotated[float, A("logit", 0.45, 0.75, "weight of support", "calibrated")] = 0.6
    conversion_discount: Annotated[float, A("logit", 2.6, 4.4, "weight of the discount", by_hand=True)] = 3.5
    status_conversion: Annotated[float, A("logit", 0.1, 0.2, "exclusive terms of the status tier", by_hand=True)] = 0.15
    approval_loss: Annotated[float, A("share", 0.4, 0.6, "contested deals lost to the time that full deal registration takes", by_hand=True, bounds=SHARE)] = 0.5
    direct_chance: Annotated[float, A("factor", 0.6, 1, "chance that direct sales, where allowed, win a contested lead that a partner lost, relative to the partner's", by_hand=True, bounds=(0.0, 1.0))] = 0.8
    contested: Annotated[float, A("share of deals", 0.06, 0.1, "deals that direct sales contest", bounds=SHARE)] = 0.08
    direct_cost: Annotated[float, A("share of revenue", 0.15, 0.25, "cost of direct sales", bounds=SHARE)] = 0.2


class Service(Group):
    """Customers stay or go; quality and what it builds."""

    stay_base: Annotated[float, A("logit", 1.5, 2.3, "level", "calibrated", bounds=REAL)] = 1.9
    stay_skill: Annotated[float, A("logit", 0.75, 1.25, "weight of skill", "calibrated")] = 1.0
    stay_support: Annotated[float, A("logit", 0.52, 0.88, "weight of support", "calibrated")] = 0.7
    stay_overload: Annotated[float, A("logit", 1.1, 1.9, "weight of overload", by_hand=True)] = 1.5
    quality_noise: Annotated[float, A("0-1", 0.2, 0.3, "spread of one customer's view", "marketplace data")] = 0.25
    complaint_rate: Annotated[float, A("per customer-month", 0.04, 0.06, "complaints at quality 0", by_hand=True)] = 0.05
    brand_speed: Annotated[float, A("per month", 0.06, 0.1, "how fast quality becomes brand", bounds=SHARE)] = 0.08
    kept_customers: Annotated[float, A("share", 0.38, 0.62, "leavers' customers who stay with the vendor", bounds=SHARE)] = 0.5
    direct_retention: Annotated[float, A("per month", 0.85, 0.93, "retention of customers without a partner", by_hand=True, bounds=SHARE)] = 0.9


class Desk(Group):
    """The support desk."""

    ticket_hours: Annotated[float, A("hours", 0.56, 0.94, "an agent's time for a ticket", bounds=(1e-9, 1e9))] = 0.75
    agent_hours: Annotated[float, A("hours per month", 140, 170, "an agent's month", bounds=(1e-9, 1e9))] = 160.0
    patience_hours: Annotated[float, A("hours", 4.5, 7.5, "wait at which quality falls to 37 %", bounds=(1e-9, 1e9))] = 6.0
    tickets_per_lead: Annotated[float, A("tickets", 0.07, 0.116, "a lead's tickets", "calibrated")] = 0.093
    tickets_per_customer: Annotated[float, A("tickets per month", 0.015, 0.025, "a customer's tickets", "calibrated")] = 0.02
    hiring_lag: Annotated[float, A("months", 1, 3, "mean months until the desk's size follows its tickets", by_hand=True)] = 2.0
    desk_scale: Annotated[float, A("factor", 0.9, 1.1, "real partners per simulated partner, at the desk", bounds=(1e-9, 1e9))] = 1.0


class Learning(Group):
    """Skill."""

    learning_rate: Annotated[float, A("1", 0.0105, 0.0175, "speed of learning (eta)", "calibrated")] = 0.014
    learning_slope: Annotated[float, A("1", 0.28, 0.37, "Wright's slope (beta)", "Wright 1936", bounds=(0.01, 10))] = 0.322
    training_weight: Annotated[float, A("1", 3.8, 6.2, "an hour's training against practice", by_hand=True)] = 5.0
    forgetting: Annotated[float, A("per month", 0.003, 0.005, "skill lost", "calibrated", bounds=SHARE)] = 0.004


class Feeling(Group):
    """Satisfaction, trust, loyalty."""

    income_speed: Annotated[float, A("per month", 0.52, 0.88, "income expectation", bounds=SHARE)] = 0.7
    support_speed: Annotated[float, A("per month", 0.15, 0.25, "support expectation", by_hand=True, bounds=SHARE)] = 0.2
    satisfaction_speed: Annotated[float, A("per month", 0.19, 0.31, "satisfaction", bounds=SHARE)] = 0.25
    content_base: Annotated[float, A("logit", 0.1, 0.5, "level", by_hand=True, bounds=REAL)] = 0.3
    content_gain: Annotated[float, A("logit", 0.38, 0.62, "weight of the gain over the outside option", by_hand=True)] = 0.5
    content_support: Annotated[float, A("logit", 0.75, 1.25, "weight of support against expectation", by_hand=True)] = 1.0
    fairness_weight: Annotated[float, A("logit", 0.3, 0.5, "weight of the vendor's margin on the same sale", "Fehr & Schmidt 1999")] = 0.4
    procedural_weight: Annotated[float, A("logit", 0.75, 1.25, "weight of clear and consistent rules", "Kumar, Scheer & Steenkamp 1995")] = 1.0
    content_influence: Annotated[float, A("logit", 0.22, 0.38, "weight of being heard", by_hand=True)] = 0.3
    content_status: Annotated[float, A("logit", 0.22, 0.38, "weight of status", by_hand=True)] = 0.3
    content_trust: Annotated[float, A("logit", 0.38, 0.62, "weight of trust", by_hand=True)] = 0.5
    content_community: Annotated[float, A("logit", 0.22, 0.38, "weight of community", by_hand=True)] = 0.3
    trust_up: Annotated[float, A("per month", 0.06, 0.1, "trust grows", bounds=SHARE)] = 0.08
    trust_down: Annotated[float, A("per month", 0.15, 0.25, "trust falls", bounds=SHARE)] = 0.2
    lost_deal_trust: Annotated[float, A("0-1", 0.02, 0.04, "trust lost with a contested deal", by_hand=True, bounds=SHARE)] = 0.03
    loyalty_up: Annotated[float, A("per month", 0.045, 0.075, "loyalty grows", bounds=SHARE)] = 0.06
    loyalty_down: Annotated[float, A("per month", 0.105, 0.175, "loyalty falls", bounds=SHARE)] = 0.14
    voice_fading: Annotated[float, A("per month", 0.6, 0.8, "what remains of being heard", by_hand=True, bounds=SHARE)] = 0.7
    survey_rest: Annotated[float, A("months", 3, 5, "rest after which a survey has regained 63 % of its use", by_hand=True, bounds=(1e-9, 1e9))] = 4.0
    survey_noise: Annotated[float, A("share", 0.08, 0.12, "noise of surveys", by_hand=True, bounds=SHARE)] = 0.1
    product_step: Annotated[float, A("logit", 0.015, 0.025, "what a survey improves", by_hand=True)] = 0.02
    product_ceiling: Annotated[float, A("logit", 0.2, 0.4, "most that surveys improve", by_hand=True, bounds=(1e-9, 10))] = 0.3


class Membership(Group):
    """Partners come, start, grow, leave."""

    exit_base: Annotated[float, A("logit", -3.4, -2.5, "level of exits", "marketplace data", bounds=REAL)] = -3.0
    exit_gain: Annotated[float, A("logit", 0.34, 0.56, "weight of the gain", "marketplace data")] = 0.45
    exit_loyalty: Annotated[float, A("logit", 0.9, 1.5, "weight of loyalty")] = 1.2
    exit_tenure: Annotated[float, A("logit", 0.13, 0.23, "weight of tenure", "marketplace data")] = 0.18
    exit_horizon: Annotated[float, A("months", 2.4, 4.2, "how long partners expect a month's gain to last when they think of leaving", "marketplace data: 1/(1 - .69), the AR(1) of ln revenue")] = 3.2
    exit_first: Annotated[float, A("logit", 0.45, 0.75, "first month", "marketplace data")] = 0.6
    start_base: Annotated[float, A("logit", -1.4, -0.6, "level of starts", "marketplace data", bounds=REAL)] = -1.0
    start_gain: Annotated[float, A("logit", 0.38, 0.62, "weight of the expected gain")] = 0.5
    start_onboarding: Annotated[float, A("logit", 0.75, 1.25, "weight of onboarding", by_hand=True)] = 1.0
    start_training: Annotated[float, A("logit", 0.38, 0.62, "weight of training", by_hand=True)] = 0.5
    give_up_base: Annotated[float, A("logit", -0.15, 0.35, "level of giving up", "marketplace data", bounds=REAL)] = 0.1
    arrivals: Annotated[float, A("per month", 18, 30, "newcomers who sign", "calibrated")] = 24.0
    arrivals_attraction: Annotated[float, A("1", 0.3, 0.5, "weight of attractiveness", by_hand=True)] = 0.4
    invite_rate: Annotated[float, A("per month", 0.0075, 0.0125, "a fully satisfied partner brings another", by_hand=True)] = 0.01
    invite_override: Annotated[float, A("1", 19, 31, "overrides make partners recruit", by_hand=True)] = 25.0
    recruited_lift: Annotated[float, A("factor", 1.0, 1.25, "the recruited are better", "Schmitt, Skiera & Van den Bulte 2011")] = 1.16
    invest_growth: Annotated[float, A("per month", 0.009, 0.015, "capacity growth of the contented", by_hand=True)] = 0.012
    invest_share: Annotated[float, A("share of surplus", 0.04, 0.06, "profit put into growth", by_hand=True, bounds=SHARE)] = 0.05
    decline: Annotated[float, A("per month", 0.002, 0.004, "capacity lost by the discontented", by_hand=True)] = 0.003
    capacity_wear: Annotated[float, A("per month", 0.022, 0.038, "return of capacity to the start", by_hand=True, bounds=(0.0, 1.0))] = 0.03


class Costs(Group):
    """What levers cost; all unsourced except wages."""

    agent_cost: Annotated[float, A("currency per month", 2250, 3750, "a support agent")] = 3000.0
    training_cost: Annotated[float, A("currency per hour", 9, 15, "training a partner", by_hand=True)] = 12.0
    onboarding_cost: Annotated[float, A("currency per hour", 19, 31, "onboarding a newcomer", by_hand=True)] = 25.0
    contact_cost: Annotated[float, A("currency", 2.2, 3.8, "a contact", by_hand=True)] = 3.0
    community_cost: Annotated[float, A("currency per partner-month", 45, 75, "full community, by its square", by_hand=True)] = 60.0
    curation_cost: Annotated[float, A("currency per partner-month", 9, 15, "four times curation at .5; eleven times this at 1", by_hand=True)] = 12.0
    offer_cost: Annotated[float, A("currency per partner-month", 0.22, 0.38, "an offer's upkeep", by_hand=True)] = 0.3
    transparency_cost: Annotated[float, A("currency per partner-month", 20, 34, "full transparency, by its square", by_hand=True)] = 27.0
    alignment_cost: Annotated[float, A("currency per partner-month", 36, 60, "full alignment, by its square", by_hand=True)] = 48.0
    priority_cost: Annotated[float, A("currency per priority partner-month", 3, 5, "key-account desk", by_hand=True)] = 4.0
    registration_cost: Annotated[float, A("currency per contested lead", 1.5, 2.5, "deal registration", by_hand=True)] = 2.0
    status_cost: Annotated[float, A("currency per status partner-month", 30, 50, "recognition", by_hand=True)] = 40.0
    survey_cost: Annotated[float, A("currency per partner", 3, 5, "a survey", by_hand=True)] = 4.0
    development_cost: Annotated[float, A("currency per logit", 1.5e6, 2.5e6, "acting on quarterly surveys: development that lifts conversion by one logit; faster is dearer", by_hand=True, bounds=(0.0, 1e12))] = 2.0e6
    review_cost: Annotated[float, A("currency", 1500, 2500, "a review", by_hand=True)] = 2000.0
    discount_monthly: Annotated[float, A("per month", 0.005, 0.015, "discount rate", bounds=(0.0, 1.0))] = 0.01


class Assumptions(Frozen):
    """All tables of assumptions of a scenario."""

    person: Person = Person()
    attention: Attention = Attention()
    effort: Effort = Effort()
    demand: Demand = Demand()
    conversion: Conversion = Conversion()
    service: Service = Service()
    desk: Desk = Desk()
    learning: Learning = Learning()
    feeling: Feeling = Feeling()
    membership: Membership = Membership()
    costs: Costs = Costs()

    def values(self) -> dict[str, float]:
        """Every assumption by name."""
        return {name: value for table in self.model_dump().values() for name, value in table.items()}

    def changed(self, **values: float) -> Assumptions:
        """A copy with other values, by name.

        Raises
        ------
        InputError
            For a name that is no assumption's and a value that an assumption cannot have.
        """
        refuse(
            Misfit(name, one_of("the name of an assumption", ASSUMPTIONS, name), name) for name in values if name not in ASSUMPTIONS
        )
        tables = self.model_dump()
        for name, value in values.items():
            tables[TABLE_OF[name]][name] = value
        return Assumptions.model_validate(tables)


TABLES = {table: cast(type[Group], field.annotation) for table, field in Assumptions.model_fields.items()}
TABLE_OF = {name: table for table, group in TABLES.items() for name in group.model_fields}
ASSUMPTIONS: dict[str, Assumption] = {
    name: mark for group in TABLES.values() for name, mark in declarations(group, Assumption).items()
}
BY_HAND = tuple(name for name, mark in ASSUMPTIONS.items() if mark.by_hand)
