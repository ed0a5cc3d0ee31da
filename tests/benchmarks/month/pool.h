/* Who is in the pool and under which terms: roll_out, announce, recruit, renew_pool, accounts. */

#define NEVER 1e290
#define FIRST (3ULL << 32)
#define ARRIVAL (1ULL << 32)
#define REFERRAL (2ULL << 32)

INLINE double average_rate(const Block *p, int64_t i, double monthly_revenue)
{
    double months = p->tier_months[i], revenue = most(monthly_revenue, 1.0), period = revenue * months;
    double rate = p->commission_rate[i], marginal = rate * period, reached = rate, before = rate;
    for (int k = 0; k < TIERS; k++) {
        double threshold = p->tier_threshold[k][i], above = p->tier_rate[k][i];
        marginal += most(0.0, period - threshold) * (above - before);
        reached = period >= threshold ? above : reached;
        before = above;
    }
    double pay = (p->retroactive[i] > 0.5 ? reached * period : marginal) / months;
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
        double months = w->recurring_months[row], claw = w->clawback_months[row];
        w->recurring_on[row] = months > 0.0 ? 1.0 : 0.0;
        w->paid_share[row] = most(0.0, 1.0 - 1.0 / most(months, 1.0));
        double annuity = 1.0 / (1.0 + w->discount_monthly) / most(1.0 - retention * w->paid_share[row], 1e-9);
        w->recurring_worth[row] = 1.0 + w->recurring_orders * annuity * w->recurring_on[row];
        w->young_share[row] = most(0.0, 1.0 - 1.0 / most(claw, 1.0));
        w->clawback_on[row] = claw > 0.0 ? 1.0 : 0.0;
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

static void open_account(Block *p, int64_t b, int64_t i)
{
    p->incumbent[i] = b * CAPACITY + i;
    p->account_segment[i] = (double)p->segment[i];
    p->account_size[i] = p->trailing_revenue[i];
    p->account_outside[i] = p->outside[i];
    p->account_left[i] = -1.0;
    p->account_certainty[i] = p->account_income[i] = p->account_plain_income[i] = p->account_income_squared[i] = 0.0;
    p->account_hours[i] = p->account_months[i] = p->account_revenue[i] = 0.0;
    p->sum_certainty[i] = p->sum_income[i] = p->sum_plain_income[i] = p->sum_income_squared[i] = 0.0;
    p->sum_hours[i] = p->sum_months[i] = 0.0;
}

static void close_account(Block *pool, const World *w, const Block *p, int64_t i)
{
    if (p->incumbent[i] < 0)
        return;
    Block *home = pool + p->incumbent[i] / CAPACITY;
    int64_t k = p->incumbent[i] % CAPACITY;
    home->account_certainty[k] = p->sum_certainty[i] - p->outside[i] * w->outside_sum;
    home->account_income[k] = p->sum_income[i];
    home->account_plain_income[k] = p->sum_plain_income[i];
    home->account_income_squared[k] = p->sum_income_squared[i];
    home->account_hours[k] = p->sum_hours[i];
    home->account_months[k] = p->sum_months[i];
    home->account_left[k] = (double)(w->month - w->rollout_month);
    home->account_revenue[k] = 0.0;
}

static int is_new(const World *w)
{
    for (int s = 0; s < SEGMENTS; s++)
        for (int k = 0; k < DECIDED; k++)
            if (POLICY(w)[k][s] != POLICY(w)[k][SEGMENTS + s])
                return 1;
    return 0;
}

static void roll_out(Block *pool, World *w)
{
    int64_t since = w->month - w->rollout_month, notice = (int64_t)w->notice_months[SEGMENTS];
    int64_t keep = notice + (int64_t)w->grandfather_months[SEGMENTS];
    if (since < 0 || since > (notice > keep ? notice : keep) || (since > 0 && since != notice && since != keep))
        return;
    double rise = 0.0, count = 0.0;
    for (int64_t b = 0; b < blocks; b++) {
        Block *p = pool + b;
        if (since == 0)
            for (int64_t i = 0; i < p->active; i++)
                open_account(p, b, i);
        if (since == notice)
            for (int64_t i = 0; i < p->members; i++) {
                int64_t before = p->programme[i], after = SEGMENTS + p->segment[i];
                p->programme[i] = after;
                if (w->offers[after] != w->offers[before] || w->curation[after] != w->curation[before])
                    p->attention_skill[i] = -1.0;
                if (i >= p->active) {
                    p->terms[i] = after;
                    p->perceived_rate[i] = w->commission_rate[after];
                }
                double new = w->commission_rate[after], old = w->commission_rate[p->segment[i]];
                rise += (new - old) / most(old, 0.05);
                count += 1.0;
            }
        if (since == keep)
            for (int64_t i = 0; i < p->active; i++)
                p->terms[i] = SEGMENTS + p->segment[i];
    }
    if (since == notice) {
        w->base_row = SEGMENTS;
        w->changed = is_new(w) ? 1 : w->changed;
        w->pay_rise = most(0.0, rise / most(count, 1.0));
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

static void sign(Block *pool, int64_t b, uint64_t who, uint64_t recruiter, int64_t recruiter_seat)
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
    p->newcomers++;
}

static void recruit(Block *pool, World *w)
{
    double pull = e_to(w->arrivals_attraction * (w->attractiveness - w->attractiveness_at_rollout));
    double arrivals = poisson(uniform(w->key, w->month, ARRIVALS), w->arrivals * w->brand * pull * w->arrivals_now);
    int64_t room = 0;
    for (int64_t number = 0; number < (int64_t)arrivals; number++) {
        room = first_with_room(pool, room);
        sign(pool, room, mix(ARRIVAL + (uint64_t)w->month, (uint64_t)number), 0, -1);
    }
    for (int64_t b = 0; b < blocks; b++) {
        Block *p = pool + b;
        for (int64_t i = 0; i < p->active; i++)
            if (p->invited[i] == 1 && p->leaving[i] == 0) {
                w->today_recruited[p->segment[i]] += 1.0;
                room = first_with_room(pool, room);
                sign(pool, room, mix(REFERRAL + (uint64_t)w->month, p->id[i]), p->id[i], p->seat[i]);
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
