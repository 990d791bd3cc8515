/*
 * What a question costs the router, by the size of the catalogue.
 *
 *     route_speed                      a line for each size
 *     route_speed TEMPLATES ROUNDS     one size, for callgrind and perf
 *
 * The catalogues are those of synthetic.py, worked out in memory: names of
 * three words, three questions each, 50 cities. A question is asked in some
 * rounds; what counts is its fastest one by the thread's own CPU clock, since
 * other programs share the machine. No question is one of the catalogue's own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "route/route.h"

enum { ASKED = 2000, CITY_COUNT = 50 };

static const char *const kinds[] = {
    "copper",  "steel",    "rubber",   "glass",   "carbon",  "nylon",
    "bronze",  "ceramic",  "titanium", "zinc",    "oak",     "cotton",
    "leather", "silver",   "nickel",   "plastic", "granite", "marble",
    "velvet",  "linen",    "amber",    "cobalt",  "chrome",  "graphite",
    "silicon", "tungsten", "lead",     "brass",   "iron",    "tin",
    "bamboo",  "cedar",    "maple",    "walnut",  "pine",    "cork",
    "paper",   "wool",     "silk",     "denim",   "quartz",  "slate",
    "basalt",  "opal",     "pearl",    "coral",   "ivory",   "ebony",
    "birch",   "cherry"};
static const char *const parts[] = {
    "pump",      "valve",    "gear",    "rotor",  "piston",  "bearing",
    "gasket",    "filter",   "nozzle",  "cable",  "hinge",   "lever",
    "pulley",    "spring",   "clutch",  "brake",  "mirror",  "window",
    "bumper",    "fender",   "pedal",   "wheel",  "engine",  "battery",
    "sensor",    "relay",    "switch",  "lamp",   "antenna", "radiator",
    "muffler",   "throttle", "spindle", "flange", "bracket", "chassis",
    "axle",      "turbine",  "magnet",  "coil",   "crank",   "damper",
    "bushing",   "sprocket", "ratchet", "winch",  "anchor",  "rudder",
    "propeller", "keel"};
static const char *const deeds[] = {
    "repairs",    "refunds",   "shipments", "inspections", "deliveries",
    "complaints", "orders",    "upgrades",  "audits",      "losses",
    "transfers",  "rentals",   "auctions",  "donations",   "bookings",
    "recalls",    "thefts",    "imports",   "exports",     "quotations",
    "invoices",   "surveys",   "visits",    "tests",       "accidents",
    "permits",    "contracts", "payments",  "loans",       "grants",
    "leases",     "patents",   "claims",    "awards",      "protests",
    "strikes",    "outages",   "incidents", "failures",    "swaps"};
static const struct str cities[CITY_COUNT] = {
    STR("Aberdeen"), STR("Boston"),  STR("Chicago"),   STR("Denver"),
    STR("Edmonton"), STR("Fresno"),  STR("Geneva"),    STR("Houston"),
    STR("Istanbul"), STR("Jakarta"), STR("Kyoto"),     STR("Lisbon"),
    STR("Madrid"),   STR("Nairobi"), STR("Oslo"),      STR("Prague"),
    STR("Quito"),    STR("Rome"),    STR("Seattle"),   STR("Tokyo"),
    STR("Utrecht"),  STR("Vienna"),  STR("Warsaw"),    STR("Xiamen"),
    STR("York"),     STR("Zurich"),  STR("Athens"),    STR("Berlin"),
    STR("Cairo"),    STR("Dublin"),  STR("Essen"),     STR("Florence"),
    STR("Glasgow"),  STR("Hamburg"), STR("Innsbruck"), STR("Jaipur"),
    STR("Krakow"),   STR("London"),  STR("Milan"),     STR("Naples"),
    STR("Orlando"),  STR("Paris"),   STR("Quebec"),    STR("Riga"),
    STR("Sofia"),    STR("Tunis"),   STR("Udine"),     STR("Venice"),
    STR("Windsor"),  STR("Zagreb")};

static const struct route_column columns[] = {
    {.name = STR("city"),
     .label = STR("City"),
     .entity = STR("city"),
     .role = ROUTE_DIMENSION,
     .values = cities,
     .value_count = CITY_COUNT},
    {.name = STR("model"), .label = STR("Model"), .role = ROUTE_OTHER},
    {.name = STR("units"),
     .label = STR("Units"),
     .role = ROUTE_MEASURE,
     .may_add_up = true},
    {.name = STR("revenue"),
     .label = STR("Revenue"),
     .role = ROUTE_MEASURE,
     .may_add_up = true}};

/* The words of a number's name; different up to 100,000. */
static struct name {
    const char *kind, *part, *deed;
} name_of(size_t number)
{
    size_t mixed = number * 7919 % 100000;
    return (struct name){kinds[mixed % 50], parts[mixed / 50 % 50],
                         deeds[mixed / 2500]};
}

static void fill_template(struct route_template *template, size_t number,
                          struct arena *arena)
{
    struct name name = name_of(number);
    struct str title =
        arena_printf(arena, "%s %s %s", name.kind, name.part, name.deed);
    struct str *questions = ARENA_ARRAY(arena, struct str, 3);
    questions[0] = title;
    questions[1] = arena_printf(arena, "Show me all %.*s", STR_ARG(title));
    questions[2] =
        arena_printf(arena, "What do we know about %.*s?", STR_ARG(title));
    *template = (struct route_template){
        .id = arena_printf(arena, "bench/t%zu", number),
        .title = title,
        .description =
            arena_printf(arena, "Synthetic rows about %.*s", STR_ARG(title)),
        .questions = questions,
        .question_count = 3,
        .columns = columns,
        .column_count = COUNT(columns),
        .is_complete = true,
        .order_column = 2,
        .order_descending = true};
}

/* Seven of ten are meant to be answered. */
static struct str make_question(size_t i, size_t templates, struct arena *arena)
{
    struct name name = name_of(i * 2654435761U % templates);
    const char *city = cities[i * 37 % CITY_COUNT].ptr;
    switch (i % 10) {
    case 0:
        return arena_printf(arena, "How many %s %s %s were there in %s?",
                            name.kind, name.part, name.deed, city);
    case 1:
        return arena_printf(arena, "top 5 cities by revenue for %s %s %s",
                            name.kind, name.part, name.deed);
    case 2:
        return arena_printf(arena, "%s %s %s by city", name.kind, name.part,
                            name.deed);
    case 3:
        return arena_printf(arena, "please list the %s of %s %ss", name.deed,
                            name.kind, name.part);
    case 4:
        return arena_printf(arena,
                            "Which city had the lowest revenue from %s %s %s?",
                            name.kind, name.part, name.deed);
    case 5:
        return arena_printf(arena, "%s %s %s in %s and %s", name.kind,
                            name.part, name.deed, city,
                            cities[(i * 11 + 3) % CITY_COUNT].ptr);
    case 6:
        return arena_printf(arena, "%s %s %.3s%s %s", name.kind, name.part,
                            name.deed, name.deed + 2, city); /* mistyped */
    case 7:
        return arena_printf(arena, "%s %s?", name.part, name.deed);
    case 8:
        return arena_printf(arena,
                            "Do the %s %s in %s cause fewer complaints than "
                            "last year?",
                            name.kind, name.part, city);
    default:
        return arena_printf(arena, "Will it rain in %s tomorrow?", city);
    }
}

struct bench {
    struct arena *arena;
    struct route_template *templates;
    size_t template_count;
    struct buf bytes;
    struct route_index *index;
    struct route_coverage *coverage;
    struct str questions[ASKED];
    double times_us[ASKED];
    double build_s, open_s;
    size_t hits;
};

static double now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void make_bench(struct bench *bench, size_t count)
{
    struct err err;
    struct date today = date_from_ymd(2026, 11, 20);
    bench->arena = arena_new();
    bench->template_count = count;
    bench->templates = ARENA_ARRAY(bench->arena, struct route_template, count);
    bench->coverage = ARENA_ARRAY(bench->arena, struct route_coverage, count);
    for (size_t i = 0; i < count; i++) {
        fill_template(&bench->templates[i], i, bench->arena);
        bench->coverage[i] =
            (struct route_coverage){.is_served = true, .as_of = today};
    }
    for (size_t i = 0; i < ASKED; i++)
        bench->questions[i] = make_question(i, count, bench->arena);
    buf_init(&bench->bytes, UINT32_MAX);
    double start = now_us();
    if (!route_index_build(bench->templates, count, NULL, &bench->bytes,
                           &err)) {
        fprintf(stderr, "%s\n", err.text);
        exit(1);
    }
    double built = now_us();
    bench->index = route_index_open(buf_str(&bench->bytes), &err);
    bench->build_s = (built - start) / 1e6;
    bench->open_s = (now_us() - built) / 1e6;
    if (!bench->index) {
        fprintf(stderr, "%s\n", err.text);
        exit(1);
    }
}

static void release_bench(struct bench *bench)
{
    route_index_close(bench->index);
    buf_release(&bench->bytes);
    arena_free(bench->arena);
}

static void ask_all(struct bench *bench, bool is_first)
{
    static const struct route_settings settings = {
        .accept = 0.93,
        .clarify = 0.4,
        .calendar = {.week_starts = 1, .fiscal_year_starts = 1}};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < ASKED; i++) {
        struct route_request request = {.question = bench->questions[i],
                                        .today = date_from_ymd(2026, 11, 20),
                                        .coverage = bench->coverage,
                                        .settings = &settings};
        struct route route;
        double start = now_us();
        route_decide(bench->index, &request, arena, &route);
        double time_us = now_us() - start;
        if (is_first || time_us < bench->times_us[i])
            bench->times_us[i] = time_us;
        bench->hits += is_first && route.status == ROUTE_HIT;
        arena_reset(arena);
    }
    arena_free(arena);
}

static int compare_times(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print_bench(struct bench *bench)
{
    qsort(bench->times_us, ASKED, sizeof(double), compare_times);
    printf("%9zu  %5.1f  %5.1f  %5.1f  %7.2f  %6.3f  %8.1f  %4.0f %%\n",
           bench->template_count, bench->times_us[ASKED / 2],
           bench->times_us[ASKED * 9 / 10], bench->times_us[ASKED * 99 / 100],
           bench->build_s, bench->open_s, (double)bench->bytes.len / 1e6,
           100.0 * (double)bench->hits / ASKED);
    fflush(stdout);
}

static void run(size_t templates, int rounds)
{
    struct bench *bench = calloc(1, sizeof(*bench));
    if (!bench)
        abort();
    make_bench(bench, templates);
    for (int i = 0; i < rounds; i++)
        ask_all(bench, i == 0);
    print_bench(bench);
    release_bench(bench);
    free(bench);
}

int main(int argc, char **argv)
{
    static const size_t sizes[] = {300, 10000, 100000};
    printf(
        "templates    p50    p90    p99  build s  open s  index MB   hits\n");
    if (argc == 3) {
        run(strtoul(argv[1], NULL, 10), (int)strtol(argv[2], NULL, 10));
        return 0;
    }
    for (size_t i = 0; i < COUNT(sizes); i++)
        run(sizes[i], 10);
    return 0;
}
