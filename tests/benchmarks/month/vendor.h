/* What the vendor and the market do: meet_events, drift_demand, spread_word, queue_support, keep_journal, build_brand, hold_survey, review. */

#define FOLLOWING 0.5
#define LEADING 1.5
#define FULLEST 0.97
#define USUAL_SPEED 0.1
#define HALVINGS 30
#define CURRICULUM 0.1
#define HAND_MADE 1.05
#define ATTRACTION_SPEED 0.2
#define CHURN_SPEED 0.2
#define BEST 5
#define BISECTIONS 56

static void meet_events(World *w)
{
    int64_t since = w->month - w->rollout_month;
    memset(TODAY(w), 0, sizeof(Page));
    w->demand_level = w->price_level = w->arrivals_now = 1.0;
    for (int s = 0; s < SEGMENTS; s++)
        w->outside_index[s] = w->outside_unanswered[s] = 1.0;
    w->discount_factor = 0.0;
    if (since < 0)
        return;
    w->discount_factor = e_to((double)-since * ln(1.0 + w->discount_monthly));
    for (int s = 0; s < SEGMENTS; s++) {
        w->outside_index[s] = w->outside_unanswered[s] = e_to((double)since * ln(1.0 + w->outside_trend));
        if (w->rivals > FOLLOWING)
            w->outside_index[s] *= e_to(w->rival_response * most(0.0, w->rival_view[s]));
        if (w->rivals > LEADING) {
            w->outside_unanswered[s] *= 1.0 + w->rival_lead;
            w->outside_index[s] *= 1.0 + w->rival_lead;
        }
    }
    for (int e = 0; e < EVENTS; e++)
        if (w->event_kind[e] != 0.0)
            refuse("events");
}

static void drift_demand(Block *restrict pool, const World *restrict w)
{
    double sd = w->own_demand_sd, memory = w->own_demand_memory, below = 0.5 * sd * sd, fresh = sd * sqrt(1.0 - memory * memory);
    for (int64_t b = 0; b < blocks; b++) {
        Block *restrict p = pool + b;
        for (int64_t i = 0; i < p->members; i++) {
            double x = memory * (ln(p->own_demand[i]) + below) + fresh * normal(p->key[i], w->month, DRIFT);
            p->own_demand[i] = e_to(x - below);
        }
    }
}

static void spread_word(Block *pool, World *w)
{
    memcpy(w->cell_customers, w->direct_in_cell, sizeof w->cell_customers);
    memset(w->cell_weight, 0, sizeof w->cell_weight);
    for (int64_t b = 0; b < blocks; b++) {
        const Block *p = pool + b;
        for (int64_t i = 0; i < p->active; i++) {
            int64_t cell = p->region[i] * CATEGORIES;
            for (int64_t c = 0; c < w->categories; c++) {
                w->cell_customers[cell + c] += p->customers_in[c][i];
                w->cell_weight[cell + c] += p->reputation[i] * (p->customers_in[c][i] + p->category_share[c][i]);
            }
        }
    }
    double customers = 0.0, potential = 0.0;
    for (int k = 0; k < CELLS; k++)
        if (w->potential[k] > 0.0) {
            double now = w->cell_customers[k], ahead = now + (w->month > 0 ? 0.5 * (now - w->cell_before[k]) : 0.0);
            double penetration = least(most(ahead / w->potential[k], 0.0), 1.0);
            w->cell_before[k] = now;
            w->cell_available[k] = 1.0 - penetration;
            double talk = w->word_of_mouth * penetration * (1.0 - penetration) * w->potential[k];
            w->cell_rumour[k] = talk / most(w->cell_weight[k], 1e-9);
            customers += w->cell_customers[k];
            potential += w->potential[k];
        }
    w->penetration = least(1.0, customers / potential);
    for (int64_t b = 0; b < blocks; b++) {
        Block *p = pool + b;
        for (int64_t i = 0; i < p->active; i++) {
            int64_t cell = p->region[i] * CATEGORIES;
            double available = 0.0, rumour = 0.0;
            for (int64_t c = 0; c < w->categories; c++) {
                available += p->category_share[c][i] * w->cell_available[cell + c];
                rumour += (p->customers_in[c][i] + p->category_share[c][i]) * w->cell_rumour[cell + c];
            }
            p->availability[i] = available;
            p->rumour[i] = rumour * p->reputation[i];
        }
    }
}

typedef struct { double first, second, wait; } Desk;

static Desk desk(int64_t agents, double first, double second, double service_rate, double patience)
{
    if (agents < 1)
        return (Desk){0.0, 0.0, 0.0};
    double room = FULLEST * (double)agents * service_rate, in_first = least(first, room), in_second = least(second, room - in_first);
    double load = (in_first + in_second) / service_rate, capacity = (double)agents * service_rate, blocked = 1.0;
    double busy_first = in_first / capacity, busy = load / (double)agents;
    for (int64_t n = 1; n <= agents; n++)
        blocked = load * blocked / ((double)n + load * blocked);
    double residual = blocked / (1.0 - busy * (1.0 - blocked)) / capacity;
    double wait_first = residual / (1.0 - busy_first), wait_second = wait_first / (1.0 - busy);
    return (Desk){(first > 0.0 ? in_first / first : 1.0) * e_to(-wait_first / patience),
                  (second > 0.0 ? in_second / second : 1.0) * e_to(-wait_second / patience),
                  (in_first * wait_first + in_second * wait_second) / most(in_first + in_second, 1e-12)};
}

static double mean_wait(double agents, double load, double service_rate)
{
    int64_t below = (int64_t)floor(agents);
    double part = agents - (double)below;
    Desk low = desk(below, load, 0.0, service_rate, 1.0), high = desk(below + 1, load, 0.0, service_rate, 1.0);
    return (below > 0 ? low.wait : high.wait) * (1.0 - part) + part * high.wait;
}

static double agents_for_wait(double load, double service_rate, double scale, double wait)
{
    double low = scale * load / (FULLEST * service_rate), high = scale * load / (FULLEST * service_rate) + 1.0;
    while (mean_wait(high, scale * load, service_rate) > wait) {
        low = high;
        high = 2.0 * high;
    }
    for (int step = 0; step < HALVINGS; step++) {
        double middle = 0.5 * (low + high);
        if (mean_wait(middle, scale * load, service_rate) > wait)
            low = middle;
        else
            high = middle;
    }
    return high / scale;
}

static double staff(World *w, double stated, double members, double tickets, double service_rate)
{
    double now = tickets / most(members, 1.0);
    if (w->month < w->rollout_month) {
        w->load = w->load == 0.0 ? now : w->load + USUAL_SPEED * (now - w->load);
        w->load_at_rollout = w->load;
        return stated;
    }
    w->load = w->load == 0.0 ? now : w->load + (now - w->load) / (1.0 + w->hiring_lag);
    double needed = w->load * members;
    if (w->target_wait[w->base_row] > 0.0)
        return agents_for_wait(needed, service_rate, w->desk_scale, w->target_wait[w->base_row] / w->agent_hours);
    if (w->target_occupancy[w->base_row] > 0.0)
        return needed / (w->target_occupancy[w->base_row] * service_rate);
    if (w->frozen_desk[w->base_row] > 0.5 || w->load_at_rollout == 0.0)
        return stated;
    return stated * least(w->load / w->load_at_rollout, 100.0);
}

static void queue_support(const Block *pool, World *w)
{
    double first = 0.0, second = 0.0, agents = 0.0, members = 0.0;
    for (int64_t b = 0; b < blocks; b++) {
        const Block *p = pool + b;
        for (int64_t i = 0; i < p->active; i++) {
            double tickets = (w->tickets_per_lead * p->leads[i] + w->tickets_per_customer * p->customers[i])
                * (1.5 - p->skill[i]) * p->offer_complexity[i];
            if (p->priority[i] > 0.5)
                first += tickets;
            else
                second += tickets;
            agents += p->support_agents[i];
        }
        members += (double)p->active;
    }
    double service_rate = w->agent_hours / w->ticket_hours, patience = w->patience_hours / w->agent_hours;
    w->agents = staff(w, agents / 100.0, members, first + second, service_rate);
    agents = w->agents * w->desk_scale;
    first *= w->desk_scale;
    second *= w->desk_scale;
    int64_t below = (int64_t)floor(agents);
    double part = agents - (double)below;
    Desk low = desk(below, first, second, service_rate, patience), high = desk(below + 1, first, second, service_rate, patience);
    w->support_first = low.first + part * (high.first - low.first);
    w->support_second = low.second + part * (high.second - low.second);
    w->wait_hours = ((below > 0 ? low.wait : high.wait) * (1.0 - part) + part * high.wait) * w->agent_hours;
    w->utilisation = least(1.0, (first + second) / most(agents * service_rate, 1e-9));
}

#define AT_ONCE 3 /* segments */

/* Sums as rules/shared/sums.py orders them: quarters added up, then every fourth of these. */
static void sums_of(const double *restrict x, double (*restrict masks)[CAPACITY], double (*restrict partial)[CAPACITY / 4],
                    int64_t active, double *restrict out)
{
    const int64_t quarter = (active + 31) / 32 * 8, half = 2 * quarter, rest = 3 * quarter;
    for (int64_t i = 0; i < quarter; i++) {
        double a = x[i], b = x[i + quarter], c = x[i + half], d = x[i + rest];
#pragma GCC unroll 3
        for (int s = 0; s < AT_ONCE; s++)
            partial[s][i] = (a * masks[s][i] + b * masks[s][i + quarter]) + (c * masks[s][i + half] + d * masks[s][i + rest]);
    }
    for (int s = 0; s < AT_ONCE; s++) {
        double t[4] = {0.0};
        for (int64_t i = 0; i < quarter; i += 4)
            for (int j = 0; j < 4; j++)
                t[j] += partial[s][i + j];
        out[s] = (t[0] + t[1]) + (t[2] + t[3]);
    }
}

static void sum_partners(const Block *pool, World *w)
{
    static double partial[AT_ONCE][CAPACITY / 4], masks[AT_ONCE][CAPACITY];
    double out[AT_ONCE];
    for (int64_t b = 0; b < blocks; b++) {
        const Block *p = pool + b;
        for (int64_t first = 0; first < w->segments; first += AT_ONCE) {
            for (int s = 0; s < AT_ONCE; s++) {
                memset(masks[s], 0, sizeof masks[s]);
                for (int64_t i = 0; i < p->active; i++)
                    masks[s][i] = p->segment[i] - first == s ? 1.0 : 0.0;
            }
            for (int k = 0; k < SUMS; k++) {
                sums_of(NUMBERS(p)[SUMMED[k]], masks, partial, p->active, out);
                for (int s = 0; s < AT_ONCE; s++)
                    TODAY(w)[0][k][first + s] += out[s];
            }
        }
        for (int64_t i = 0; i < p->active; i++)
            w->today_active[p->segment[i]] += 1.0;
        for (int64_t i = p->active; i < p->members; i++) {
            w->today_signed[p->segment[i]] += 1.0;
            w->today_expected_starts[p->segment[i]] += p->start_chance[i];
        }
    }
}

static double line_of_best(const double *values, int64_t size, double share)
{
    int64_t count = (int64_t)floor(share * (double)size + 0.5);
    if (count <= 0 || count >= size)
        return count <= 0 ? INFINITY : -INFINITY;
    double low = values[0], high = values[0];
    for (int64_t k = 1; k < size; k++) {
        low = least(low, values[k]);
        high = most(high, values[k]);
    }
    for (int step = 0; step < BISECTIONS; step++) {
        double middle = 0.5 * (low + high);
        int64_t reached = 0;
        for (int64_t k = 0; k < size; k++)
            reached += values[k] >= middle ? 1 : 0;
        if (reached == count)
            return middle;
        if (reached > count)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static void sum_best(const Block *pool, World *w)
{
    double best[BEST] = {0.0};
    int64_t total = 0;
    for (int64_t b = 0; b < blocks; b++)
        for (int64_t i = 0; i < pool[b].active; i++) {
            double x = everybody[total++] = pool[b].revenue[i];
            if (x > best[0]) {
                int place = 1;
                for (; place < BEST && best[place] < x; place++)
                    best[place - 1] = best[place];
                best[place - 1] = x;
            }
        }
    if (total == 0)
        return;
    double fifth = line_of_best(everybody, total, 0.2);
    for (int64_t k = 0; k < total; k++)
        w->today_top_revenue[SEGMENTS] += everybody[k] >= fifth ? everybody[k] : 0.0;
    for (int k = 0; k < BEST; k++)
        w->today_top_five_revenue[SEGMENTS] += best[k];
}

static void follow_attractiveness(World *w, int64_t s)
{
    w->outside_sum[s] += w->discount_factor * w->outside_index[s];
    if (w->today_active[s] > 0.0)
        w->attractiveness[s] += ATTRACTION_SPEED * (w->today_gain[s] / w->today_active[s] - w->attractiveness[s]);
    if (w->month < w->rollout_month) {
        w->attractiveness_at_rollout[s] = w->attractiveness[s];
        return;
    }
    double gained = least(w->attractiveness[s] + ln(w->outside_index[s]) - w->attractiveness_at_rollout[s], 2.302585092994046);
    w->rival_view[s] += (gained - w->rival_view[s]) / (1.0 + w->rival_lag);
}

static double bespoke(double curation) { return curation * curation * (HAND_MADE - 0.5) / (HAND_MADE - curation); }

static void keep_journal(const Block *pool, World *w)
{
    sum_partners(pool, w);
    sum_best(pool, w);
    double all = 0.0, income = 0.0, reach = 0.0, kept = 0.0, diverted = 0.0, diverted_goods = 0.0;
    for (int64_t s = 0; s < w->segments; s++) {
        int64_t row = w->base_row + s;
        double active = w->today_active[s];
        all += active;
        income += w->today_income[s];
        reach += w->today_reach[s];
        follow_attractiveness(w, s);
        double curriculum = CURRICULUM * w->training_hours[row] * w->training_hours[row] * active;
        w->today_training_cost[s] = w->training_cost * (w->today_training[s] + curriculum);
        w->today_communication_cost[s] = w->contact_cost * w->communication[row] * active;
        w->today_community_cost[s] = w->community_cost * w->community[row] * w->community[row] * active;
        w->today_curation_cost[s] = w->curation_cost * bespoke(w->curation[row]) * active;
        w->today_offer_cost[s] = w->offer_cost * w->offers[row] * active;
        w->today_transparency_cost[s] = w->transparency_cost * w->transparency[row] * w->transparency[row] * active;
        w->today_alignment_cost[s] = w->alignment_cost * w->alignment[row] * w->alignment[row] * active;
        w->today_protection_cost[s] = w->registration_cost * w->deal_protection[row] * w->contested * w->today_leads[s];
    }
    if (reach > 0.0)
        w->income_per_reach = most(0.0, income) / reach;
    if (w->month < w->rollout_month)
        w->income_at_rollout += ATTRACTION_SPEED * (w->income_per_reach - w->income_at_rollout);
    for (int k = 0; k < CELLS; k++)
        kept += w->direct_in_cell[k];
    double orders = kept * w->recurring_orders * w->order_value * w->demand_level;
    for (int64_t s = 0; s < w->segments; s++) {
        diverted += w->today_diverted_revenue[s];
        diverted_goods += w->today_diverted_goods[s];
    }
    w->today_support_cost[SEGMENTS] = w->agent_cost * w->agents;
    w->today_priority_cost[SEGMENTS] = w->priority_cost * w->priority_share[w->base_row] * all;
    w->today_status_cost[SEGMENTS] = w->status_cost * w->status_share[w->base_row] * all;
    w->today_direct_customers[SEGMENTS] = kept;
    w->today_direct_revenue[SEGMENTS] = orders * w->price_level + diverted;
    w->today_direct_goods[SEGMENTS] = orders * (1.0 - w->margin) + diverted_goods;
    w->today_direct_cost[SEGMENTS] = w->direct_cost * w->today_direct_revenue[SEGMENTS];
    double fading = most(1.0 + w->discount_monthly - w->direct_retention, 1e-9);
    double left = w->order_value * (w->price_level * (1.0 - w->direct_cost) - (1.0 - w->margin));
    w->today_direct_value[SEGMENTS] = kept * w->direct_retention * w->recurring_orders * left / fading;
    w->today_agents[SEGMENTS] = w->agents;
    w->today_wait[SEGMENTS] = w->wait_hours;
    w->today_utilisation[SEGMENTS] = w->utilisation;
    w->today_brand[SEGMENTS] = w->brand;
    w->today_penetration[SEGMENTS] = w->penetration;
    w->today_voice[SEGMENTS] = w->voice;
}

static void build_brand(World *w)
{
    double served = 0.0, customers = 0.0;
    for (int s = 0; s < SEGMENTS; s++) {
        served += w->today_quality_served[s];
        customers += w->today_customers[s];
    }
    if (customers > 0.0)
        w->brand += w->brand_speed * (e_to(2.0 * (served / customers - 0.75)) - w->brand);
}

static void hold_survey(World *w)
{
    w->voice *= w->voice_fading;
    if (w->survey_every[w->base_row] >= 1.0)
        refuse("surveys");
}

static void review(World *w)
{
    for (int64_t s = 0; s < w->segments; s++) {
        double active = w->today_active[s];
        if (active > 0.0) {
            w->churn[s] += CHURN_SPEED * (w->today_left[s] / active - w->churn[s]);
            w->overload_now[s] = w->today_overload[s] / active;
            w->mean_new_revenue[s] += CHURN_SPEED * (w->today_new_revenue[s] / active - w->mean_new_revenue[s]);
        }
        if (w->month < w->rollout_month)
            w->churn_at_rollout[s] = w->churn[s];
    }
    if (w->review_every[w->base_row] >= 1.0)
        refuse("reviews");
}
