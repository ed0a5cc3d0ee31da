/* What one partner does in a month: the rules of one partner, in the month's order. */

#define RULE(name) INLINE void name(Block *restrict p, const World *restrict w, const int64_t i)
#define ALWAYS_READ 1.0
#define CLEAR 0.7
#define GROWS 1.5
#define RENEW 0.02
#define REPUTATION_SPEED 0.15
#define MOST_SKILL 0.97
#define LEAST_CERTAINTY 0.1
#define LEAST_GROWTH 0.5
#define MOST_GROWTH 3.0
#define HALF_CUSTOMER 0.5

INLINE double aversion_of(const World *w, double risk, double income, double outside)
{
    return risk / (w->relative_risk * (most(income, 0.0) + outside) + 1.0 - w->relative_risk);
}

INLINE double premium(const World *w, double aversion, double rate, double new, double again, double order)
{
    double shocks = e_to(w->shock_sd * w->shock_sd) - 1.0, sales = new + again, half = 0.5 * aversion * rate;
    double share = half * (order * w->order_spread + new * new / most(sales, 1e-9) * shocks);
    return rate * sales * share / (1.0 + share) + half * rate * w->additive_noise_sd * w->additive_noise_sd;
}

INLINE double felt_share(const World *w, double aversion, double rate, double usual, double order)
{
    double shocks = e_to(w->shock_sd * w->shock_sd) - 1.0, half = 0.5 * aversion * rate;
    double lumps = half * order * w->order_spread, swings = half * usual * shocks;
    return (1.0 + lumps) / ((1.0 + lumps + swings) * (1.0 + lumps + swings));
}

RULE(take_up)
{
    double outside = p->outside[i] * w->outside_index[p->segment[i]], expected = p->expected_income[i];
    double transparency = p->transparency[i], rate = p->perceived_rate[i] * p->recurring_worth[i];
    double slope = w->effort_cost / p->hours[i];
    double rest = p->effort[i] + most(0.0, p->burden[i] - p->training[i] - w->reading_hours * p->contacts[i]);
    double lasting = 1.0 / (w->forgetting + p->hazard[i] + w->discount_monthly + 1e-9);
    double step = p->lesson[i] * w->training_weight * (1.0 + 0.5 * p->community[i]);
    double hour = rate * p->planned_revenue[i] * w->conversion_skill * (1.0 - p->conversion[i]) * step * lasting;
    double training = clip(hour / slope - rest, 0.0, p->training_hours[i]);
    double aversion = aversion_of(w, p->risk[i], expected, outside);
    double unclear = 0.5 * aversion * w->opacity * expected * expected * transparency * CLEAR;
    double price = slope * (rest + training) * w->reading_hours;
    double wanted = GROWS * ln(most(unclear / GROWS, 1e-9) / most(price, 1e-9));
    double read = least(p->communication[i], most(ALWAYS_READ, wanted));
    p->alternative[i] = outside;
    p->training[i] = training;
    p->contacts[i] = read;
    p->understood[i] = transparency * (1.0 - CLEAR * e_to(-read / GROWS));
}

RULE(brief)
{
    double contradicted = uniform(p->key[i], w->month, BRIEF) > p->alignment[i] ? 1.0 : 0.0;
    p->contradicted[i] = contradicted;
    p->trust[i] = most(0.0, p->trust[i] - w->contradiction_trust * contradicted);
    p->perceived_rate[i] += (p->commission_rate[i] - p->perceived_rate[i]) * p->correction[i];
}

#define TILE 64

/* Who looks at offers anew is gathered, so that the loops go over partners, which are many, not over offers, which are few. */
static void spread_attention(Block *restrict p, const World *restrict w, const int64_t *restrict who, int64_t count)
{
    static double fit[CATALOGUE][TILE], cover[CATALOGUE][TILE], share[CATEGORIES][TILE];
    double skill[TILE], curation[TILE], luck[TILE], lightness[TILE], cost[TILE], shown[TILE], best[TILE], focus[TILE];
    double total[TILE], squares[TILE], coverage[TILE], price[TILE], margin[TILE], complexity[TILE], spread[TILE], most_shown = 0.0;
    double mean[TILE], hour[TILE], stake[TILE], studied[TILE];
    double own_order[TILE];
    uint64_t taste[TILE];
    for (int64_t k = 0; k < count; k++) {
        int64_t i = who[k];
        taste[k] = p->taste[i];
        own_order[k] = p->own_order[i];
        skill[k] = p->skill[i];
        curation[k] = p->insight[i];
        hour[k] = w->effort_cost / p->hours[i] * most(p->effort[i] + p->burden[i], w->usual_effort * p->hours[i]);
        stake[k] = most(p->expected_income[i], 0.0);
        shown[k] = floor(p->offers[i]);
        most_shown = most(most_shown, shown[k]);
    }
    for (int64_t k = 0; k < count; k++) {
        luck[k] = sqrt(1.0 - curation[k] * curation[k]);
        lightness[k] = (1.0 - w->curation_relief * curation[k]) * (1.3 - skill[k]);
        cost[k] = w->attention_cost * (1.3 - skill[k]);
        best[k] = -1e300;
        mean[k] = total[k] = squares[k] = coverage[k] = price[k] = margin[k] = complexity[k] = 0.0;
        for (int c = 0; c < CATEGORIES; c++)
            share[c][k] = 0.0;
    }
    for (int64_t j = 0; j < (int64_t)most_shown; j++)
        for (int64_t k = 0; k < count; k++) {
            fit[j][k] = curation[k] * w->offer_rank[j] + luck[k] * normal(taste[k], 0, FIT + j);
            best[k] = (double)j < shown[k] ? most(best[k], fit[j][k]) : best[k];
            cover[j][k] = (double)j < shown[k] ? w->coverage_rate * e_to(w->coverage_fit * fit[j][k]) : 0.0;
            mean[k] += cover[j][k];
        }
    for (int64_t k = 0; k < count; k++) {
        mean[k] /= shown[k];
        double pays = ln(1.0 + stake[k] * mean[k] / most(w->looking_hours * lightness[k] * hour[k], 1e-9)) / most(mean[k], 1e-9);
        studied[k] = least(most(pays, 1.0), shown[k]);
    }
    for (int64_t j = 0; j < (int64_t)most_shown; j++) {
        double its_price = w->offer_price[j], its_margin = w->offer_margin[j], its_complexity = w->offer_complexity[j];
        double *restrict sold = share[(int)w->offer_category[j]], at = (double)j;
        for (int64_t k = 0; k < count; k++) {
            double weight = e_to((fit[j][k] - best[k]) / cost[k]);
            weight = at < shown[k] ? weight : 0.0;
            total[k] += weight;
            squares[k] += weight * weight;
            coverage[k] += cover[j][k] * least(most(studied[k] - at, 0.0), 1.0);
            price[k] += weight * its_price;
            margin[k] += weight * its_price * its_margin;
            complexity[k] += weight * its_complexity;
            sold[k] += weight;
        }
    }
    for (int64_t k = 0; k < count; k++) {
        double effective_number = total[k] * total[k] / squares[k];
        spread[k] = (1.0 - w->speciality_weight) / total[k];
        focus[k] = (1.0 - e_to(-coverage[k])) * e_to(-w->dilution * lightness[k] * ln(effective_number));
        lightness[k] = w->looking_hours * studied[k] * lightness[k];
        margin[k] /= price[k];
        price[k] = price[k] / total[k] * own_order[k];
        complexity[k] /= total[k];
    }
    for (int64_t k = 0; k < count; k++) {
        int64_t i = who[k];
        for (int c = 0; c < CATEGORIES; c++)
            p->category_share[c][i] = share[c][k] * spread[k];
        p->category_share[p->speciality[i]][i] += w->speciality_weight;
        p->attention_skill[i] = skill[k];
        p->focus[i] = focus[k];
        p->looking[i] = lightness[k];
        p->offer_price[i] = price[k];
        p->offer_margin[i] = margin[k];
        p->offer_complexity[i] = complexity[k];
    }
}

static void choose_offers(Block *restrict p, const World *restrict w)
{
    int64_t who[CAPACITY], count = 0;
    for (int64_t i = 0; i < p->active; i++) {
        who[count] = i;
        count += !(p->attention_skill[i] >= 0.0 && fabs(p->skill[i] - p->attention_skill[i]) <= RENEW);
    }
    for (int64_t k = 0; k < count; k += TILE)
        spread_attention(p, w, who + k, count - k < TILE ? count - k : TILE);
}

INLINE double conversion_of(const World *w, double skill, double support, double discount, double standing, double protection)
{
    double kept = protection * protection, delayed = w->contested * w->approval_loss * kept * kept;
    return (1.0 - delayed) * logistic(w->conversion_base + w->conversion_skill * skill + w->conversion_support * (support - 0.5)
        + w->conversion_discount * discount + w->status_conversion * standing + w->product);
}

INLINE double best_hours(const World *w, double felt, double earning, double burden, double hours)
{
    double alone = power(felt * earning * w->gamma * hours / w->effort_cost, 1.0 / (2.0 - w->gamma));
    double lost = burden / most(alone, 1e-9), steepness = most(1.0 - w->gamma, 0.05), x = power(1.0 + lost, -1.0 / steepness);
#pragma GCC unroll 2
    for (int step = 0; step < 2; step++) {
        double pull = step ? power(x, w->gamma - 1.0) : 1.0 + lost * ((1.0 - w->gamma) / steepness), gap = pull - x - lost, slope = (1.0 - w->gamma) * pull + x;
        double bend = (1.0 - w->gamma) * (2.0 - w->gamma) * pull;
        x = x + 2.0 * gap * slope * x / most(2.0 * slope * slope - gap * bend, 1e-300);
        x = most(x, 0.0);
    }
    return alone * x;
}

RULE(decide_effort)
{
    double skill = p->skill[i], hours = p->hours[i], discount = p->discount[i], expected = p->expected_income[i];
    double perceived = p->perceived_rate[i], paid = least(p->paid_customers[i], p->customers[i]);
    double burden = p->looking[i] + w->confusion_hours * p->contradicted[i]
        + w->serving_hours * p->customers[i] * (1.3 - skill) + p->training[i] + w->reading_hours * p->contacts[i];
    double spend = p->joint_marketing[i] * p->trailing_revenue[i] * w->marketing_claimed;
    double lift = 1.0 + w->marketing_strength * (1.0 - e_to(-spend / w->marketing_scale));
    double conversion = conversion_of(w, skill, p->expected_support[i], discount, p->status[i] - p->status_share[i], p->deal_protection[i]);
    double audience = p->reach[i] * p->focus[i] * p->availability[i] * w->brand * lift * w->demand_level * p->own_demand[i];
    double order = w->order_value * p->offer_price[i] * (1.0 - discount) * w->price_level;
    double earning = audience * conversion * order;
    double aversion = aversion_of(w, p->risk[i], expected, p->alternative[i]);
    double rate = perceived * p->recurring_worth[i];
    double felt = rate * felt_share(w, aversion, rate, p->trailing_new_revenue[i], order);
    double effort = clip(best_hours(w, felt, earning, burden, hours), 0.0, most(0.0, w->longest_day * hours - burden));
    double planned = earning * power(effort, w->gamma);
    double again = w->recurring_orders * paid * order * p->recurring_on[i];
    p->burden[i] = burden;
    p->audience[i] = audience;
    p->conversion[i] = conversion;
    p->yield_per_effort[i] = earning;
    p->felt_rate[i] = felt;
    p->effort[i] = effort;
    p->planned_revenue[i] = planned;
    p->overload[i] = most(0.0, (effort + burden) / hours - 1.0);
    p->risk_cost[i] = premium(w, aversion, perceived, planned, again, order);
    p->opacity_cost[i] = 0.5 * aversion * (1.0 - p->understood[i]) * w->opacity * expected * expected;
}

RULE(find_leads)
{
    double shock = e_to(w->shock_sd * normal(p->key[i], w->month, SHOCK) - 0.5 * w->shock_sd * w->shock_sd);
    double own = p->audience[i] * power(p->effort[i], w->gamma), told = p->rumour[i] * w->demand_level * p->own_demand[i];
    p->expected_leads[i] = own + told;
    p->leads[i] = poisson(uniform(p->key[i], w->month, LEADS), own * shock + told);
}

RULE(close_deals)
{
    uint64_t key = p->key[i];
    double first = w->support_first, second = w->support_second; /* read before a choice, or the loop is no vector code */
    double discount = p->discount[i], protection = p->deal_protection[i], support = p->priority[i] > 0.5 ? first : second;
    double conversion = conversion_of(w, p->skill[i], support, discount, p->status[i] - p->status_share[i], protection);
    double leads = p->leads[i], customers = p->customers[i], expected_leads = p->expected_leads[i];
    double free = w->contested * (1.0 - protection);
    double won = binomial(uniform(key, w->month, DEALS), leads, conversion);
    double lost = binomial(uniform(key, w->month, CONTESTED), won, free);
    double deals = won - lost;
    double again = w->recurring_orders * customers * w->demand_level * p->own_demand[i];
    double orders = poisson(uniform(key, w->month, ORDERS), again);
    double order = w->order_value * p->offer_price[i] * (1.0 - discount) * w->price_level, count = deals + orders;
    double revenue = sum_of_orders(normal(key, w->month, VALUE), count, order, w->order_ln_sd);
    double expected_new = expected_leads * conversion * (1.0 - free) * order;
    p->support[i] = support;
    p->conversion[i] = conversion;
    p->deals[i] = deals;
    p->lost_deals[i] = lost;
    p->direct_deals[i] = lost + free * w->direct_chance * conversion * (leads - won);
    p->expected_new_revenue[i] = expected_new;
    p->expected_revenue[i] = expected_new + again * order;
    p->paid_part[i] = least(1.0, p->paid_customers[i] / most(customers, 1.0));
    p->customer_surplus[i] = -ln(1.0 - conversion) * expected_leads * w->order_value * p->own_order[i] * w->price_level / most(w->conversion_discount, 1e-3);
    p->orders[i] = orders;
    p->revenue[i] = revenue;
    p->new_revenue[i] = revenue * deals / most(count, 1.0);
    p->goods[i] = revenue / ((1.0 - discount) * w->price_level) * most(0.0, 1.0 - w->margin * p->offer_margin[i]);
}

RULE(serve_customers)
{
    uint64_t key = p->key[i];
    double customers = p->customers[i], deals = p->deals[i], skill = p->skill[i], support = p->support[i];
    double overload = p->overload[i], reputation = p->reputation[i];
    double staying = logistic(w->stay_base + w->stay_skill * skill + w->stay_support * (support - 0.5) - w->stay_overload * overload);
    double stayed = binomial(uniform(key, w->month, STAY), customers, staying), kept = stayed / most(customers, 1.0);
    double quality = clip(0.15 + 0.2 * skill + 0.4 * support + 0.3 * p->care[i] - 0.5 * least(0.5, overload) + 0.2 * w->product, 0.0, 1.0);
    double noise = w->quality_noise * normal(key, w->month, OBSERVE) / sqrt(stayed + deals + 1.0);
    double observed = clip(quality + noise, 0.0, 1.0), young = p->young_customers[i];
    p->asked_to_stay[i] = customers;
    p->stayed[i] = stayed;
    p->staying[i] = staying;
    p->customers[i] = stayed + deals;
    p->cancelled[i] = young * (1.0 - kept);
    p->expected_cancelled[i] = young * (1.0 - staying);
    p->young_customers[i] = young * kept * p->young_share[i] + deals;
    p->paid_customers[i] = p->paid_customers[i] * kept * p->paid_share[i] + deals;
    p->quality[i] = quality;
    p->observed_quality[i] = observed;
    p->reputation[i] = reputation + REPUTATION_SPEED * (observed - reputation);
    p->complaints[i] = (stayed + deals) * (1.0 - quality) * w->complaint_rate;
#pragma GCC unroll 8
    for (int c = 0; c < CATEGORIES; c++)
        p->customers_in[c][i] = p->customers_in[c][i] * kept + deals * p->category_share[c][i];
}

RULE(settle)
{
    double rate = p->commission_rate[i], revenue = p->revenue[i], size = p->trailing_revenue[i], due = p->override_due[i];
    double bonus = p->bonus_pay[i] * w->kinked;
    double commission = rate * p->new_revenue[i]; /* kinked terms are refused */
    double recurring = rate * (revenue - p->new_revenue[i]) * p->paid_part[i] * p->recurring_on[i];
    double clawback = rate * p->cancelled[i] * w->order_value * p->offer_price[i] * (1.0 - p->discount[i]) * w->price_level * p->clawback_on[i];
    double quality_pay = p->quality_bonus[i] * revenue * p->distinguished[i];
    p->commission[i] = commission;
    p->recurring_pay[i] = recurring;
    p->retainer_pay[i] = p->retainer[i];
    p->clawback[i] = clawback;
    p->quality_pay[i] = quality_pay;
    p->bonus_pay[i] = bonus;
    p->override_pay[i] = due;
    p->override_due[i] = 0.0;
    p->override_expected[i] = p->override_ahead[i];
    p->override_ahead[i] = 0.0;
    p->marketing_claim[i] = p->joint_marketing[i] * size * w->marketing_claimed;
    p->income[i] = commission + recurring + bonus + p->retainer[i] - clawback + quality_pay + due - p->investment[i];
    p->trailing_revenue[i] = size + w->trailing_speed * (revenue - size);
    p->trailing_new_revenue[i] += w->trailing_speed * (p->new_revenue[i] - p->trailing_new_revenue[i]);
}

RULE(appraise)
{
    double rate = p->commission_rate[i], income = p->income[i], alternative = p->alternative[i], load = p->effort[i] + p->burden[i];
    double new = p->expected_new_revenue[i], revenue = p->expected_revenue[i], stake = most(p->stake[i], 1e-9);
    double order = w->order_value * p->offer_price[i] * (1.0 - p->discount[i]) * w->price_level;
    double again = (revenue - new) * p->paid_part[i] * p->recurring_on[i];
    double receipts = rate * new + rate * again + p->retainer[i] + p->quality_bonus[i] * revenue * p->distinguished[i];
    receipts += p->override_expected[i] - rate * p->expected_cancelled[i] * order * p->clawback_on[i] - p->investment[i];
    double aversion = aversion_of(w, p->risk[i], receipts, alternative);
    double unclear = 0.5 * aversion * (1.0 - p->understood[i]) * w->opacity * receipts * receipts;
    double worth = receipts - 0.5 * w->effort_cost / p->hours[i] * load * load - premium(w, aversion, rate, new, again, order) - unclear;
    double z = (worth + p->attachment[i] - alternative) / stake;
    double value = alternative + stake * (most(z, 0.0) + ln(1.0 + e_to(-fabs(z))));
    double newcomer = (p->incumbent[i] < 0) & (w->month >= w->rollout_month) ? 1.0 : 0.0, discount = w->discount_factor;
    p->receipts[i] = receipts;
    p->lumpiness[i] = order * w->order_spread / most(revenue, 1e-9);
    p->worth[i] = worth;
    p->value[i] = value;
    p->newcomer[i] = newcomer;
    p->newcomer_surplus[i] = newcomer * (worth - p->outside[i] * w->outside_unanswered[p->segment[i]]);
    p->sum_certainty[i] += discount * value;
    p->sum_earned[i] += discount * worth;
    p->sum_opacity[i] += discount * unclear;
    p->sum_income[i] += discount * income;
    p->sum_plain_income[i] += income;
    p->sum_income_squared[i] += income * income;
    p->sum_hours[i] += load;
    p->sum_months[i] += 1.0;
}

RULE(learn)
{
    double skill = p->skill[i], community = p->community[i];
    double practice = 8.0 * p->effort[i] / p->hours[i] + w->training_weight * p->training[i] * (1.0 + 0.5 * community) + community;
    double lesson = w->learning_rate * power(1.0 - skill, 1.0 + 1.0 / w->learning_slope);
    p->lesson[i] = lesson;
    p->skill[i] = least(MOST_SKILL, skill + lesson * practice - w->forgetting * skill);
}

RULE(feel)
{
    double income = p->income[i], support = p->support[i], expected_support = p->expected_support[i], trust = p->trust[i];
    double load = p->effort[i] + p->burden[i], loyalty = p->loyalty[i], alternative = p->alternative[i];
    double ahead = p->receipts[i], signal = ahead + (income - ahead) / (1.0 + p->lumpiness[i]);
    double expected = p->expected_income[i] + w->income_speed * (signal - p->expected_income[i]);
    double certainty = expected - 0.5 * w->effort_cost / p->hours[i] * load * load - (p->risk_cost[i] + p->opacity_cost[i]);
    double gain = ln(most(certainty, LEAST_CERTAINTY * alternative) / alternative);
    double envy = most(0.0, 1.0 - 2.0 * p->perceived_rate[i] / (w->margin * p->offer_margin[i]));
    double procedure = p->understood[i] - 0.5 - 0.5 * p->contradicted[i];
    double goal = logistic(w->content_base + w->content_gain * gain + w->content_support * (support - expected_support)
        + w->procedural_weight * procedure - w->fairness_weight * p->fairness[i] * envy + w->content_influence * w->voice
        + w->content_status * (p->status[i] - p->status_share[i]) + w->content_trust * (trust - 0.5) + w->content_community * p->community[i]);
    double content = p->satisfaction[i] + w->satisfaction_speed * (goal - p->satisfaction[i]), step = content - trust;
    trust = trust + (step > 0.0 ? w->trust_up : w->trust_down) * step - w->lost_deal_trust * least(p->lost_deals[i], 1.0);
    trust = clip(trust, 0.0, 1.0);
    step = 0.5 * (content + trust) - loyalty;
    p->loyalty[i] = loyalty + (step > 0.0 ? w->loyalty_up : w->loyalty_down) * step;
    p->trust[i] = trust;
    p->satisfaction[i] = content;
    p->expected_income[i] = expected;
    p->expected_support[i] = expected_support + w->support_speed * (support - expected_support);
    p->certainty[i] = certainty;
    p->gain[i] = gain;
    p->tenure[i] += 1.0;
}

RULE(invest)
{
    double gain = p->gain[i], trust = p->trust[i], growth = p->growth[i], surplus = p->certainty[i] - p->alternative[i];
    double up = w->invest_growth * least(gain, 2.0) * trust, down = w->decline * most(gain, -1.0);
    double rate = (gain > 0.0 ? up : down) - w->capacity_wear * (growth - 1.0);
    double renewed = clip(growth * (1.0 + rate), LEAST_GROWTH, MOST_GROWTH), factor = renewed / growth;
    p->growth[i] = renewed;
    p->reach[i] *= factor;
    p->hours[i] *= factor;
    p->investment[i] = w->cofunding * p->marketing_claim[i] + w->invest_share * trust * most(0.0, surplus);
}

INLINE double hazard_of(const World *w, double gain, double loyalty, double tenure)
{
    double first = w->exit_first;
    return logistic(w->exit_base - w->exit_gain * gain - w->exit_loyalty * (loyalty - 0.5) - w->exit_tenure * ln(most(tenure, 1.0))
        + (tenure < 1.5 ? first : 0.0));
}

RULE(stay_or_leave)
{
    int64_t taken = p->leaving[i];
    double hazard = hazard_of(w, p->gain[i], p->loyalty[i], p->tenure[i]);
    int64_t leaves = uniform(p->key[i], w->month, EXIT) < hazard ? 1 : 0;
    p->hazard[i] = hazard;
    p->leaving[i] = leaves | taken;
}

RULE(activate)
{
    double alternative = p->outside[i] * w->outside_index[p->segment[i]];
    double gain = clip(ln(most(p->expected_income[i], 0.1 * alternative) / alternative), -2.0, 2.0);
    double ready = logistic(w->start_base + w->start_gain * gain + w->start_onboarding * (1.0 - e_to(-p->onboarding_hours[i] / 6.0))
        + w->start_training * (1.0 - e_to(-p->training_hours[i] / 3.0)));
    int64_t starts = uniform(p->key[i], w->month, ACTIVATE) < ready ? 1 : 0;
    int64_t quits = uniform(p->key[i], w->month, GIVE_UP) < logistic(w->give_up_base) ? 1 : 0;
    p->start_chance[i] = ready;
    p->starting[i] = starts;
    p->leaving[i] = quits & (1 - starts);
    p->tenure[i] += 1.0;
    p->since_signing[i] += 1.0;
}

RULE(invite)
{
    double chance = w->invite_rate * p->satisfaction[i] * (1.0 + w->invite_override * p->override_total[i]);
    p->invited[i] = uniform(p->key[i], w->month, RECRUIT) < chance ? 1 : 0;
}

RULE(take_stock)
{
    double order = w->order_value * p->offer_price[i] * w->price_level, cells = 0.0, lost = p->direct_deals[i];
    double since_signing = p->since_signing[i] + 1.0, first_sale = (p->deals[i] > 0.0) & (p->has_sold[i] < 0.5) ? 1.0 : 0.0;
#pragma GCC unroll 8
    for (int c = 0; c < CATEGORIES; c++)
        cells += p->customers_in[c][i] >= HALF_CUSTOMER ? 1.0 : 0.0;
    p->since_signing[i] = since_signing;
    p->has_sold[i] = most(p->has_sold[i], first_sale);
    p->first_sale[i] = first_sale;
    p->first_sale_wait[i] = first_sale * since_signing;
    p->bunched[i] = p->at_threshold[i] * w->kinked;
    p->cells_reached[i] = cells / (double)(w->regions * w->categories);
    p->quality_served[i] = p->quality[i] * p->customers[i];
    p->conversion_led[i] = p->conversion[i] * p->leads[i];
    p->better_off[i] = p->gain[i] > 0.0 ? 1.0 : 0.0;
    p->diverted_revenue[i] = lost * order;
    p->diverted_goods[i] = lost * w->order_value * p->offer_price[i] * most(0.0, 1.0 - w->margin * p->offer_margin[i]);
    double staying = p->staying[i], hazard = p->hazard[i], rate = p->commission_rate[i], kept_customers = w->kept_customers;
    double lasting = staying * (1.0 - hazard) / (1.0 + w->discount_monthly), sale = order * (1.0 - p->discount[i]);
    double recurring = rate * p->recurring_on[i] * w->recurring_orders * sale * p->paid_customers[i] / most(1.0 - p->paid_share[i] * lasting, 1e-9);
    double clawback = rate * p->clawback_on[i] * sale * p->young_customers[i] * (1.0 - staying) / most(1.0 - p->young_share[i] * lasting, 1e-9);
    double owed = (recurring + p->override_due[i] - clawback) / (1.0 + w->discount_monthly), kept = 1.0 - hazard * (1.0 - kept_customers);
    int64_t leaving = p->leaving[i];
    owed = leaving == 0 ? owed : 0.0;
    kept = leaving == 0 ? kept : kept_customers;
    double left = sale - w->order_value * p->offer_price[i] * most(0.0, 1.0 - w->margin * p->offer_margin[i]);
    double going_on = most(1.0 + w->discount_monthly - staying * (1.0 - hazard * (1.0 - kept_customers)), 1e-9);
    p->liability[i] = owed;
    p->customer_value[i] = kept * p->customers[i] * w->recurring_orders * left / going_on;
}

RULE(introduce)
{
    uint64_t key = mix(w->key, p->id[i]);
    double better = w->recruited_lift, lift = p->recruiter_seat[i] >= 0 ? better : 1.0, u = uniform(key, 0, PERSON);
    int64_t s = 0, own = p->segment[i];
    double ln_mean = w->segment_ln_reach[0], ln_sd = w->segment_ln_reach_sd[0], skill = w->segment_skill[0], skill_sd = w->segment_skill_sd[0];
    double region = w->segment_region[0], speciality = w->segment_speciality[0], ln_order = w->segment_ln_order[0];
#pragma GCC unroll 8
    for (int k = 1; k < SEGMENTS; k++) {
        double until = w->segment_until[k - 1], its_region = w->segment_region[k], its_speciality = w->segment_speciality[k];
        double its_ln = w->segment_ln_reach[k], its_ln_sd = w->segment_ln_reach_sd[k], its_skill = w->segment_skill[k];
        double its_skill_sd = w->segment_skill_sd[k], its_ln_order = w->segment_ln_order[k];
        int64_t beyond = own >= 0 ? k <= own : u > until;
        s = beyond ? k : s;
        ln_mean = beyond ? its_ln : ln_mean;
        ln_sd = beyond ? its_ln_sd : ln_sd;
        skill = beyond ? its_skill : skill;
        skill_sd = beyond ? its_skill_sd : skill_sd;
        ln_order = beyond ? its_ln_order : ln_order;
        region = beyond ? its_region : region;
        speciality = beyond ? its_speciality : speciality;
    }
    double anywhere = floor(uniform(key, 0, PERSON + 2) * (double)w->regions);
    double anything = floor(uniform(key, 0, PERSON + 3) * (double)w->categories);
    double ln_reach = ln_mean + ln_sd * normal(key, 0, PERSON + 1);
    double reach = w->reach_scale * e_to(ln_reach) * lift;
    p->key[i] = p->taste[i] = key;
    p->segment[i] = s;
    p->region[i] = (int64_t)(region >= 0.0 ? region : anywhere);
    p->speciality[i] = (int64_t)(speciality >= 0.0 ? speciality : anything);
    p->terms[i] = p->programme[i] = w->base_row + s;
    p->incumbent[i] = -1;
    double hours = w->hours_scale * e_to(w->hours_by_reach * ln_reach + w->hours_sd * normal(key, 0, PERSON + 4));
    p->reach[i] = reach * power(w->usual_effort * hours, w->gamma_stated - w->gamma);
    p->hours[i] = hours;
    p->outside[i] = w->outside_scale * w->outside_level * e_to(w->outside_by_reach * ln_reach + w->outside_sd * normal(key, 0, PERSON + 5));
    p->skill[i] = clip(skill + skill_sd * normal(key, 0, PERSON + 6), 0.02, 0.9);
    p->risk[i] = w->risk_aversion * e_to(w->risk_sd * normal(key, 0, PERSON + 7));
    p->fairness[i] = e_to(w->fairness_sd * normal(key, 0, PERSON + 8));
    p->care[i] = uniform(key, 0, PERSON + 9);
    double order_sd = w->own_order_sd, demand_sd = w->own_demand_sd;
    double ln_own = ln_order + w->own_order_by_reach * ln_reach + order_sd * normal(key, 0, OWN_ORDER) - 0.5 * order_sd * order_sd;
    double own_order = e_to(ln_own) / w->order_mix;
    p->growth[i] = 1.0;
    p->own_order[i] = own_order;
    p->own_demand[i] = e_to(demand_sd * normal(key, 0, OWN_DEMAND) - 0.5 * demand_sd * demand_sd);
    p->expected_income[i] = w->income_per_reach * reach * own_order;
    p->expected_support[i] = w->support_second;
    p->trust[i] = p->satisfaction[i] = p->loyalty[i] = 0.5;
    p->reputation[i] = 0.6;
    p->attention_skill[i] = -1.0;
}
