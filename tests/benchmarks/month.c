/*
The marketplace's month in C: what hand-written code needs for the same work, the floor of the speed benchmarks.

Reads blocks of partners and the vendor's row as the engine lays them out, plays months, writes them back:

    month STATE RESULT BLOCKS MONTHS ROUNDS

STATE is the pool, then the world; RESULT is the pool and the world after the last round, then its journal. Prints
the processor's nanoseconds of each round. All numbers come from STATE: nothing that a scenario sets is written here.
The benchmark writes layout.h from rules/shared/records.py and holds the result against the engine's, bit by bit.

Left out, and refused if a programme has it: tiers, caps, bonuses and targets (aim_at_thresholds, meet_targets),
additive noise (add_noise), referral overrides (pay_overrides), ranks (rank_partners), events, surveys and reviews.
*/

#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "layout.h"
#include "month/maths.h"

static int64_t blocks;
static double *everybody; /* room for one number per partner */

static void refuse(const char *what)
{
    fprintf(stderr, "month.c does not play %s\n", what);
    exit(3);
}

#include "month/partners.h"
#include "month/pool.h"
#include "month/vendor.h"

/* One loop per rule over the members from FIRST to LAST of every block. */
#define LOOP(rule, from, to) \
    static __attribute__((noinline)) void loop_##rule(Block *restrict p, const World *restrict w) \
    { \
        const int64_t first = (from), last = (to); \
        _Pragma("GCC ivdep") for (int64_t i = first; i < last; i++) rule(p, w, i); \
    }
#define EACH(rule) LOOP(rule, 0, p->active)
EACH(take_up) EACH(brief) EACH(decide_effort) EACH(find_leads) EACH(close_deals) EACH(serve_customers) EACH(settle)
EACH(appraise) EACH(learn) EACH(feel) EACH(invest) EACH(stay_or_leave) EACH(invite) EACH(take_stock)
LOOP(activate, p->active, p->members) LOOP(introduce, p->members, p->members + p->newcomers)

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

/* Rules that need nothing from other partners go over a block together, while it is in the cache. */
#define BLOCKS(work) \
    for (Block *p = pool; p < pool + blocks; p++) { work }

static void play_month(Block *pool, World *w)
{
    meet_events(w);
    if (w->own_demand_sd > 0.0)
        drift_demand(pool, w);
    roll_out(pool, w);
    announce(pool, w);
    BLOCKS(loop_take_up(p, w); loop_brief(p, w); choose_offers(p, w);)
    spread_word(pool, w);
    BLOCKS(loop_decide_effort(p, w); loop_find_leads(p, w);)
    queue_support(pool, w);
    if (w->additive_noise_sd > 0.0)
        refuse("additive noise");
    BLOCKS(loop_close_deals(p, w); loop_serve_customers(p, w); loop_settle(p, w); loop_appraise(p, w); loop_learn(p, w);
           loop_feel(p, w); loop_invest(p, w); loop_stay_or_leave(p, w); loop_activate(p, w); loop_invite(p, w); loop_take_stock(p, w);)
    keep_journal(pool, w);
    recruit(pool, w);
    BLOCKS(loop_introduce(p, w);)
    renew_pool(pool, w);
    build_brand(w);
    hold_survey(w);
    review(w);
    w->month++;
}

static void *room(size_t bytes)
{
    void *found = aligned_alloc(64, (bytes + 63) / 64 * 64);
    if (!found)
        refuse("more than fits the memory");
    return found;
}

int main(int count, char **words)
{
    if (count != 6)
        return fprintf(stderr, "month STATE RESULT BLOCKS MONTHS ROUNDS\n"), 2;
    blocks = atoll(words[3]);
    size_t months = (size_t)atoll(words[4]), people = (size_t)blocks * sizeof(Block);
    Block *eve = room(people), *pool = room(people);
    World *vendor_eve = room(sizeof(World)), *w = room(sizeof(World));
    Page *journal = room(months * sizeof(Page));
    everybody = room((size_t)blocks * CAPACITY * sizeof(double));
    FILE *state = fopen(words[1], "rb");
    if (!state || fread(eve, 1, people, state) != people || fread(vendor_eve, 1, sizeof(World), state) != sizeof(World))
        return fprintf(stderr, "%s: not a state of %s blocks\n", words[1], words[3]), 2;
    fclose(state);
    for (long round = 0; round < atol(words[5]); round++) {
        memcpy(pool, eve, people);
        memcpy(w, vendor_eve, sizeof(World));
        double begun = now();
        for (size_t t = 0; t < months; t++) {
            play_month(pool, w);
            memcpy(journal + t, TODAY(w), sizeof(Page));
        }
        printf("%.0f\n", now() - begun);
    }
    FILE *result = fopen(words[2], "wb");
    if (!result || fwrite(pool, 1, people, result) != people || fwrite(w, 1, sizeof(World), result) != sizeof(World)
        || fwrite(journal, sizeof(Page), months, result) != months || fclose(result))
        return fprintf(stderr, "%s: not written\n", words[2]), 2;
    return 0;
}
