/* Programs and what becomes of them: money, dates, points, outages, risks. */
#include "history.h"

#include "draw.h"

enum { PROGRAM_COUNT = 8, MILESTONES = 6, SPRINTS = 26, SPRINT_DAYS = 14 };

/* started and due are days from the last day. */
static const struct program {
    const char *name;
    const char *owner;
    int budget; /* thousands of dollars */
    int spend;  /* percent of the budget by now */
    int started;
    int due;
    int pace;    /* percent of the planned points that get done */
    int outages; /* a month */
} programs[PROGRAM_COUNT] = {
    {"Ion Platform 2", "Vehicle engineering", 86000, 71, -700, 240, 94, 1},
    {"Battery Quality", "Quality", 12500, 88, -320, 60, 81, 0},
    {"Dealer Portal", "Sales operations", 6400, 64, -420, 150, 97, 6},
    {"Connected Services", "Software", 18200, 109, -540, 30, 76, 9},
    {"Greenville Expansion", "Manufacturing", 54000, 42, -260, 480, 92, 0},
    {"Charging Network", "Partnerships", 23800, 57, -380, 300, 89, 4},
    {"Supply Visibility", "Procurement", 4100, 35, -190, 210, 101, 3},
    {"Warranty Analytics", "Service", 2300, 93, -360, 20, 98, 2},
};

static const char *const milestone_names[MILESTONES] = {
    "Concept approved", "Funding released", "Design frozen",
    "Pilot running",    "Launch ready",     "Handed over",
};

static const struct risk {
    int program;
    const char *title;
    int likelihood;
    int impact;
    const char *kind;
    const char *status;
} risks[] = {
    {0, "Cell supplier cannot raise its output in time", 3, 5, "risk", "open"},
    {0, "Software freeze slips past the spring launch", 3, 4, "risk", "open"},
    {0, "Shared parts with the van lower unit cost", 4, 4, "opportunity",
     "open"},
    {0, "Early fleet orders for the new sedan", 3, 4, "opportunity", "open"},
    {1, "Pack B2 faults spread to older vehicles", 5, 5, "risk", "open"},
    {1, "Recall is ordered before the cause is known", 2, 5, "risk", "open"},
    {1, "Supplier shares the cost of replaced packs", 3, 4, "opportunity",
     "open"},
    {2, "Dealers keep using their old tools", 3, 3, "risk", "mitigated"},
    {2, "Online orders grow faster than planned", 4, 3, "opportunity", "open"},
    {2, "Single sign-on vendor ends support", 2, 3, "risk", "open"},
    {3, "Budget is overrun again before the year ends", 5, 4, "risk", "open"},
    {3, "Outages make customers cancel subscriptions", 4, 4, "risk", "open"},
    {3, "Fleet customers buy remote diagnostics", 3, 3, "opportunity", "open"},
    {4, "Grid connection is late", 3, 4, "risk", "open"},
    {4, "State grant for new jobs", 3, 3, "opportunity", "open"},
    {4, "Touchscreen shortage stops the new line", 4, 4, "risk", "open"},
    {5, "Partner leaves the charging agreement", 2, 4, "risk", "open"},
    {5, "Night tariffs make home charging cheaper", 4, 2, "opportunity",
     "open"},
    {5, "Permits take longer in the Northeast", 3, 2, "risk", "mitigated"},
    {6, "Suppliers do not share their stock figures", 3, 3, "risk", "open"},
    {6, "Shorter lead times from nearer suppliers", 3, 5, "opportunity",
     "open"},
    {7, "Claims data stays too dirty to trust", 3, 3, "risk", "open"},
    {7, "Early warning saves a tenth of claim cost", 4, 4, "opportunity",
     "open"},
    {7, "Key analyst leaves", 2, 2, "risk", "closed"},
};

static void write_risks(struct sink *sink)
{
    struct sink_table *table = sink_table(sink, "risks");

    for (int i = 0; i < (int)(sizeof(risks) / sizeof(*risks)); i++) {
        const struct risk *r = &risks[i];

        sink_put(table, ROW(sink_int(i + 1), sink_int(r->program + 1),
                            sink_text(r->title), sink_int(r->likelihood),
                            sink_int(r->impact), sink_text(r->kind),
                            sink_text(programs[r->program].owner),
                            sink_text(r->status)));
    }
}

/* The spend is spread evenly over the months; the last takes the rest. */
static void write_spend(struct history *history, struct draw *draw, int at,
                        int spend, struct sink_table *table)
{
    int month = daycount_month(history->last_day + programs[at].started, 0);
    int months = (history->last_day - month) / 30 + 1;
    int left = spend;

    while (month <= history->last_day) {
        int next = daycount_month(month, 1);
        int amount = spend / months * draw_between(draw, 75, 110) / 100;

        if (next > history->last_day || amount > left)
            amount = left;
        left -= amount;
        sink_put(table,
                 ROW(sink_int(at + 1), sink_day(month), sink_int(amount)));
        month = next;
    }
}

static void write_programs(struct history *history)
{
    struct sink_table *table = sink_table(history->sink, "programs");
    struct sink_table *spends = sink_table(history->sink, "program_spend");
    struct draw draw = draw_start(history->seed, "programs");

    for (int i = 0; i < PROGRAM_COUNT; i++) {
        const struct program *p = &programs[i];
        int spend = p->budget * p->spend / 100 * 1000;

        sink_put(table,
                 ROW(sink_int(i + 1), sink_text(p->name), sink_text(p->owner),
                     sink_int(p->budget * 1000), sink_int(spend),
                     sink_day(history->last_day + p->started),
                     sink_day(history->last_day + p->due)));
        write_spend(history, &draw, i, spend, spends);
    }
}

/* Evenly between start and due; late where the pace is low. */
static void write_milestones(struct history *history)
{
    struct sink_table *table = sink_table(history->sink, "milestones");

    for (int i = 0; i < PROGRAM_COUNT * MILESTONES; i++) {
        const struct program *p = &programs[i / MILESTONES];
        int step = i % MILESTONES + 1;
        int due = p->started + (p->due - p->started) * step / MILESTONES;
        int done = due + (97 - p->pace) * step - step % 3 * 4;

        sink_put(table, ROW(sink_int(i + 1), sink_int(i / MILESTONES + 1),
                            sink_text(milestone_names[step - 1]),
                            sink_day(history->last_day + due),
                            sink_day(done <= 0 ? history->last_day + done
                                               : DAYCOUNT_NONE)));
    }
}

static void write_sprints(struct history *history)
{
    struct sink_table *table = sink_table(history->sink, "sprints");
    struct draw draw = draw_start(history->seed, "sprints");
    int end = daycount_monday(history->last_day) - 3, id = 0;

    for (int n = SPRINTS - 1; n >= 0; n--)
        for (int i = 0; i < PROGRAM_COUNT; i++) {
            int ended = end - n * SPRINT_DAYS;
            int planned = draw_between(&draw, 30, 44) + i;
            int done =
                planned * (programs[i].pace + draw_between(&draw, -9, 9)) / 100;

            if (ended - SPRINT_DAYS < history->last_day + programs[i].started)
                continue;
            sink_put(table,
                     ROW(sink_int(++id), sink_int(i + 1),
                         sink_day(ended - SPRINT_DAYS + 3), sink_day(ended),
                         sink_int(planned), sink_int(done)));
        }
}

static void write_moment(char text[20], int day, int minute)
{
    daycount_write(day + minute / 1440, text);
    snprintf(text + 10, 10, " %02u:%02u:00",
             (unsigned)(minute % 1440) / 60 % 24, (unsigned)minute % 60);
}

static void write_incidents(struct history *history)
{
    static const char *const severities[] = {"low", "medium", "high"};
    struct sink_table *table = sink_table(history->sink, "incidents");
    struct draw draw = draw_start(history->seed, "incidents");
    int id = 0;

    for (int day = -365; day <= 0; day++)
        for (int i = 0; i < PROGRAM_COUNT; i++) {
            int severity = draw_weighted(&draw, (int[]){5, 3, 2}, 3);
            int minute = draw_between(&draw, 300, 1320);
            int length = draw_low_between(&draw, 20, 400 << (2 - severity));
            char opened[20], resolved[20];

            if (day < programs[i].started ||
                !draw_chance(&draw, programs[i].outages * 33))
                continue;
            write_moment(opened, history->last_day + day, minute);
            write_moment(resolved, history->last_day + day, minute + length);
            sink_put(table,
                     ROW(sink_int(++id), sink_int(i + 1),
                         sink_text(severities[severity]), sink_text(opened),
                         day < 0 || minute + length < 1440 ? sink_text(resolved)
                                                           : sink_null()));
        }
}

void steering_write(struct history *history)
{
    write_programs(history);
    write_milestones(history);
    write_sprints(history);
    write_incidents(history);
    write_risks(history->sink);
}
