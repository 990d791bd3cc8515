/* Writes what company.h lists. */
#include "history.h"

static void write_regions(struct sink *sink)
{
    struct sink_table *table = sink_table(sink, "regions");

    for (int i = 0; i < REGION_COUNT; i++)
        sink_put(table,
                 ROW(sink_int(i + 1), sink_text(company_regions[i].name)));
}

static void write_dealers(struct history *history)
{
    struct sink_table *table = sink_table(history->sink, "dealers");

    for (int i = 0; i < DEALER_COUNT; i++) {
        const struct dealer *d = &company_dealers[i];

        sink_put(table, ROW(sink_int(i + 1), sink_text(d->name),
                            sink_int(d->region + 1), sink_text(d->city),
                            sink_day(history_day(history, d->opened))));
    }
}

static void write_models(struct history *history)
{
    struct sink_table *table = sink_table(history->sink, "models");

    for (int i = 0; i < MODEL_COUNT; i++) {
        const struct model *m = &company_models[i];
        int retired = m->retired == NEVER ? DAYCOUNT_NONE
                                          : history_day(history, m->retired);

        sink_put(table,
                 ROW(sink_int(i + 1), sink_text(m->name), sink_text(m->segment),
                     sink_text(company_powertrain(m->powertrain)),
                     sink_int(m->msrp),
                     sink_day(history_day(history, m->launched)),
                     sink_day(retired)));
    }
}

static void write_plants(struct sink *sink)
{
    struct sink_table *table = sink_table(sink, "plants");

    for (int i = 0; i < PLANT_COUNT; i++) {
        const struct plant *p = &company_plants[i];

        sink_put(table,
                 ROW(sink_int(i + 1), sink_text(p->name), sink_text(p->city),
                     sink_text(p->country), sink_int(p->capacity)));
    }
}

static void write_parts(struct sink *sink)
{
    struct sink_table *table = sink_table(sink, "suppliers");

    for (int i = 0; i < SUPPLIER_COUNT; i++) {
        const struct supplier *s = &company_suppliers[i];
        char ratio[8];

        snprintf(ratio, sizeof(ratio), "0.%02u",
                 (unsigned)s->on_time_percent % 100);
        sink_put(table,
                 ROW(sink_int(i + 1), sink_text(s->name), sink_text(s->country),
                     sink_int(s->lead_time_days), sink_text(ratio)));
    }
    table = sink_table(sink, "components");
    for (int i = 0; i < COMPONENT_COUNT; i++) {
        const struct component *c = &company_components[i];

        sink_put(table, ROW(sink_int(i + 1), sink_text(c->name),
                            sink_int(c->supplier + 1), sink_int(c->unit_cost),
                            sink_text(c->family)));
    }
}

void company_write(struct history *history)
{
    write_regions(history->sink);
    write_dealers(history);
    write_models(history);
    write_plants(history->sink);
    write_parts(history->sink);
}
