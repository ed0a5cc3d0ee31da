/* Who is in the pool and under which terms: roll_out, announce, recruit, renew_pool, accounts. */

#define NEVER 1e290
#define FIRST (3ULL << 32)
#define ARRIVAL (1ULL << 32)
#define REFERRAL (2ULL << 32)
#define LEAST_DRAW 0.1
#define LEAST_GAIN 0.1
#define LEAST_HAZARD 1e-3
#define MOST_HAZARD 0.5

INLINE double average_rate(const Block *p, int64_t i, double monthly_revenue)
{
    double months = p->tier_months[i], revenue = most(monthly_revenue, 1.0), period = revenue * months;
    double rate = p->commission_rate[i], marginal = 0.0, reached = rate, below = period;
    for (int k = TIERS - 1; k >= 0; k--) {
        double threshold = p->tier_threshold[k][i];
        marginal += p->tier_rate[k][i] * most(0.0, below - threshold);
        below = least(below, threshold);
    }
    for (int k = 0; k < TIERS; k++)
        reached = period >= p->tier_threshold[k][i] ? p->tier_rate[k][i] : reached;
    double pay = (p->retroactive[i] > 0.5 ? reached * period : marginal + rate * below) / months;
    return least(pay, p->cap[i]) / revenue;
}

static void give_terms(Block *p, int64_t first, int64_t last, const World *w)
{
    for (int k = 0; k < TERMS; k++) {
        const int64_t *row = w->is_pay[k] > 0.5 ? p->terms : p->programme;
        double *restrict term = NUMBERS(p)[FIRST_TERM + k];
        for (int64_t i = first; i < last; i++)
            term[i] = POLICY(w)[k][row[i]];
    }
    for (int64_t i = first; i < last; i++)
        p->average_rate[i] = average_rate(p, i, p->trailing_new_revenue[i]);
}

static void announce(Block *pool, World *w)
{
    if (w->stale == 0)
        return;
    w->stale = 0;
    w->kinked = w->has_referrals = w->ranked = 0.0;
    double retention = logistic(w->stay_base + 0.4 * w->stay_skill) / (1.0 + w->discount_monthly);
    for (int row = 0; row < ROWS; row++) {
        w->clarity[row] = w->transparency[row] * (1.0 - 0.7 * e_to(-w->communication[row] / 1.5));
        w->correction[row] = 1.0 - e_to(-w->correction_speed * (0.3 + w->communication[row]));
        w->insight[row] = w->curation[row] * (1.0 - e_to(-w->insight_speed * (0.3 + w->communication[row])));
        double months = w->recurring_months[row], claw = w->clawback_months[row];
        w->recurring_on[row] = months > 0.0 ? 1.0 : 0.0;
        w->paid_share[row] = most(0.0, 1.0 - 1.0 / most(months, 1.0));
        double annuity = 1.0 / (1.0 + w->discount_monthly) / most(1.0 - retention * w->paid_share[row], 1e-9);
        w->young_share[row] = most(0.0, 1.0 - 1.0 / most(claw, 1.0));
        w->clawback_on[row] = claw > 0.0 ? 1.0 : 0.0;
        double taken_back = (1.0 / (1.0 + w->discount_monthly) - retention) / most(1.0 - retention * w->young_share[row], 1e-9);
        w->recurring_worth[row] = 1.0 + w->recurring_orders * annuity * w->recurring_on[row] - taken_back * w->clawback_on[row];
        w->override_total[row] = 0.0;
        for (int level = 0; level < REFERRAL_LEVELS; level++)
            w->override_total[row] += w->referral_rate[row][level];
        if (w->tier_threshold[0][row] < NEVER || w->cap[row] < NEVER || w->bonus[row] > 0.0)
            refuse("tiers, caps and bonuses");
        if (w->override_total[row] > 0.0)
            refuse("referral overrides");
        if (w->priority_share[row] > 0.0 || w->status_share[row] > 0.0 || w->quality_bonus[row] > 0.0)
            refuse("ranks");
    }
    for (int64_t b = 0; b < blocks; b++)
        give_terms(pool + b, 0, pool[b].members, w);
}

static void rationalise(Block *p, int64_t i, const World *w)
{
    double alternative = p->outside[i] * w->outside_index[p->segment[i]], worth = p->tenure[i] > 0.5 ? p->worth[i] : alternative;
    double hazard = least(most(hazard_of(w, p->gain[i], p->loyalty[i], p->tenure[i]), LEAST_HAZARD), MOST_HAZARD);
    double staying = 1.0 - (1.0 - hazard) / (1.0 + w->discount_monthly), size = most(worth, LEAST_CERTAINTY * alternative);
    p->stake[i] = w->exit_horizon * staying * size / most(w->exit_gain, LEAST_GAIN);
    p->attachment[i] = most(0.0, alternative - size + p->stake[i] * ln((1.0 - hazard) / hazard));
}

static void open_account(Block *p, const World *w, int64_t b, int64_t i)
{
    p->incumbent[i] = b * CAPACITY + i;
    p->account_segment[i] = (double)p->segment[i];
    p->account_size[i] = p->trailing_revenue[i];
    p->account_outside[i] = p->outside[i];
    p->account_left[i] = -1.0;
    p->account_certainty[i] = p->account_earned[i] = p->account_opacity[i] = p->account_owed[i] = 0.0;
    p->account_income[i] = p->account_plain_income[i] = p->account_income_squared[i] = 0.0;
    p->account_hours[i] = p->account_months[i] = p->account_revenue[i] = 0.0;
    p->sum_certainty[i] = p->sum_earned[i] = p->sum_opacity[i] = 0.0;
    p->sum_income[i] = p->sum_plain_income[i] = p->sum_income_squared[i] = 0.0;
    p->sum_hours[i] = p->sum_months[i] = 0.0;
    rationalise(p, i, w);
}

static void close_account(Block *pool, const World *w, const Block *p, int64_t i)
{
    if (p->incumbent[i] < 0)
        return;
    Block *home = pool + p->incumbent[i] / CAPACITY;
    int64_t k = p->incumbent[i] % CAPACITY;
    double gone = p->outside[i] * w->outside_sum[p->segment[i]];
    home->account_certainty[k] = p->sum_certainty[i] - gone;
    home->account_earned[k] = p->sum_earned[i] - gone;
    home->account_opacity[k] = p->sum_opacity[i];
    home->account_owed[k] = 0.0;
    home->account_income[k] = p->sum_income[i];
    home->account_plain_income[k] = p->sum_plain_income[i];
    home->account_income_squared[k] = p->sum_income_squared[i];
    home->account_hours[k] = p->sum_hours[i];
    home->account_months[k] = p->sum_months[i];
    home->account_left[k] = (double)(w->month - w->rollout_month);
    home->account_revenue[k] = 0.0;
}

static int is_new(const World *w, const int64_t *members)
{
    for (int s = 0; s < SEGMENTS; s++)
        for (int k = 0; k < DECIDED; k++)
            if (members[s] && POLICY(w)[k][s] != POLICY(w)[k][SEGMENTS + s])
                return 1;
    return 0;
}

static int cuts_pay(const World *w, const int64_t *members)
{
    for (int s = 0; s < SEGMENTS; s++)
        if (members[s] && (w->commission_rate[SEGMENTS + s] < w->commission_rate[s] || w->retainer[SEGMENTS + s] < w->retainer[s]))
            return 1;
    return 0;
}

static void roll_out(Block *pool, World *w)
{
    int64_t since = w->month - w->rollout_month, notice = (int64_t)w->notice_months[SEGMENTS];
    int64_t keep = notice + (int64_t)w->grandfather_months[SEGMENTS];
    if (since < 0 || since > (notice > keep ? notice : keep) || (since > 0 && since != notice && since != keep))
        return;
    int64_t members[SEGMENTS] = {0};
    for (int64_t b = 0; b < blocks; b++) {
        Block *p = pool + b;
        if (since == 0)
            for (int64_t i = 0; i < p->active; i++)
                open_account(p, w, b, i);
        if (since == notice)
            for (int64_t i = 0; i < p->members; i++) {
                int64_t before = p->programme[i], after = SEGMENTS + p->segment[i];
                members[p->segment[i]]++;
                p->programme[i] = after;
                if (w->offers[after] != w->offers[before] || w->curation[after] != w->curation[before])
                    p->attention_skill[i] = -1.0;
                if (i >= p->active) {
                    p->terms[i] = after;
                    p->perceived_rate[i] = w->commission_rate[after];
                }
            }
        if (since == keep)
            for (int64_t i = 0; i < p->active; i++)
                p->terms[i] = SEGMENTS + p->segment[i];
    }
    if (since == notice) {
        w->base_row = SEGMENTS;
        w->changed = is_new(w, members) && !cuts_pay(w, members) ? 1 : w->changed;
    }
    w->stale = 1;
}

static int64_t first_with_room(Block *pool, int64_t b)
{
    while (b < blocks && pool[b].members + pool[b].newcomers >= CAPACITY)
        b++;
    if (b == blocks)
        refuse("more partners than the blocks hold");
    if (pool[b].opened == 0) {
        pool[b].opened = 1;
        for (int i = 0; i < STRIDE; i++) {
            pool[b].slot_of_seat[i] = -1;
            pool[b].account_left[i] = -1.0;
        }
    }
    return b;
}

static void sign(Block *pool, int64_t b, uint64_t who, uint64_t recruiter, int64_t recruiter_seat, int64_t segment)
{
    Block *p = pool + b;
    int64_t i = p->members + p->newcomers, seat = p->next_seat;
    while (p->slot_of_seat[seat] >= 0)
        seat = (seat + 1) % CAPACITY;
    p->next_seat = (seat + 1) % CAPACITY;
    p->slot_of_seat[seat] = i;
    p->seat[i] = b * CAPACITY + seat;
    p->id[i] = who;
    p->recruiter[i] = recruiter;
    p->recruiter_seat[i] = recruiter_seat;
    p->segment[i] = segment;
    p->newcomers++;
}

static double prospects(const World *w)
{
    if (w->income_at_rollout <= 0.0)
        return 1.0;
    double relative = w->income_per_reach / w->income_at_rollout;
    return w->month >= w->rollout_month ? (1.0 + LEAST_DRAW) * relative / (relative + LEAST_DRAW) : 1.0;
}

static void recruit(Block *pool, World *w)
{
    double rate = w->arrivals * w->brand * w->arrivals_now * prospects(w), before = 0.0;
    int64_t room = 0;
    for (int64_t s = 0; s < w->segments; s++) {
        double share = w->segment_until[s] - before;
        before = w->segment_until[s];
        double pull = e_to(w->arrivals_attraction * (w->attractiveness[s] - w->attractiveness_at_rollout[s]));
        double arrivals = poisson(uniform(w->key, w->month, ARRIVALS_OF + s), rate * most(share, 0.0) * pull);
        for (int64_t number = 0; number < (int64_t)arrivals; number++) {
            room = first_with_room(pool, room);
            sign(pool, room, mix(ARRIVAL + (uint64_t)w->month, (uint64_t)(number * SEGMENTS + s)), 0, -1, s);
        }
    }
    for (int64_t b = 0; b < blocks; b++) {
        Block *p = pool + b;
        for (int64_t i = 0; i < p->active; i++)
            if (p->invited[i] == 1 && p->leaving[i] == 0) {
                w->today_recruited[p->segment[i]] += 1.0;
                room = first_with_room(pool, room);
                sign(pool, room, mix(REFERRAL + (uint64_t)w->month, p->id[i]), p->id[i], p->seat[i], -1);
            }
    }
    for (int64_t b = 0; b < blocks; b++) /* everything but the signature starts at zero */
        for (int f = SIGNATURE; f < COLUMNS; f++)
            memset(NUMBERS(pool + b)[f] + pool[b].members, 0, 8 * (size_t)pool[b].newcomers);
}

static void move(Block *p, int64_t source, int64_t target)
{
    for (int f = 0; f < COLUMNS; f++)
        NUMBERS(p)[f][target] = NUMBERS(p)[f][source];
    p->slot_of_seat[p->seat[target] % CAPACITY] = target;
}

static void swap(Block *p, int64_t i, int64_t j)
{
    for (int f = 0; f < COLUMNS; f++) {
        double held = NUMBERS(p)[f][i];
        NUMBERS(p)[f][i] = NUMBERS(p)[f][j];
        NUMBERS(p)[f][j] = held;
    }
    p->slot_of_seat[p->seat[i] % CAPACITY] = i;
    p->slot_of_seat[p->seat[j] % CAPACITY] = j;
}

static void welcome(Block *p, World *w)
{
    int64_t first = p->members, last = p->members + p->newcomers;
    give_terms(p, first, last, w);
    for (int64_t i = first; i < last; i++) {
        p->perceived_rate[i] = p->commission_rate[i];
        w->today_arrived[p->segment[i]] += 1.0;
        w->today_onboarding_cost[p->segment[i]] += w->onboarding_cost * p->onboarding_hours[i];
    }
    p->members = last;
    p->newcomers = 0;
}

static void leave(Block *p, int64_t i) { p->slot_of_seat[p->seat[i] % CAPACITY] = -1; }

static void fill(Block *p, int64_t i)
{
    if (i < p->members - 1)
        move(p, p->members - 1, i);
    p->members--;
}

static int64_t next_starter(const Block *p, int64_t i)
{
    while (i < p->members && p->starting[i] == 0)
        i++;
    return i;
}

static void renew_pool(Block *pool, World *w)
{
    for (int k = 0; k < CELLS; k++)
        w->direct_in_cell[k] *= w->direct_retention;
    for (int64_t b = 0; b < blocks; b++) {
        Block *p = pool + b;
        welcome(p, w);
        for (int64_t i = p->members - 1; i >= p->active; i--)
            if (p->leaving[i] == 1) {
                w->today_gave_up[p->segment[i]] += 1.0;
                leave(p, i);
                fill(p, i);
            } else if (p->starting[i] == 1) {
                p->tenure[i] = 0.0;
                w->today_started[p->segment[i]] += 1.0;
            }
        int64_t starter = next_starter(p, p->active);
        for (int64_t i = p->active - 1; i >= 0; i--)
            if (p->leaving[i] == 1) {
                w->today_left[p->segment[i]] += 1.0;
                close_account(pool, w, p, i);
                for (int c = 0; c < CATEGORIES; c++)
                    w->direct_in_cell[p->region[i] * CATEGORIES + c] += w->kept_customers * p->customers_in[c][i];
                leave(p, i);
                if (starter < p->members) {
                    move(p, starter, i);
                    p->starting[i] = 0;
                    fill(p, starter);
                    starter = next_starter(p, starter);
                } else {
                    if (i < p->active - 1)
                        move(p, p->active - 1, i);
                    p->active--;
                    fill(p, p->active);
                }
            }
        while (starter < p->members) {
            p->starting[starter] = 0;
            if (starter > p->active)
                swap(p, starter, p->active);
            p->active++;
            starter = next_starter(p, starter > p->active ? starter : p->active);
        }
    }
}
