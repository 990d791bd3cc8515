/*
 * history.h - the three years that are made up, and who writes which part.
 *
 * One struct history goes through the writers in the order of the functions
 * below: later ones read what earlier ones left in it. Days here are indexes
 * from the first day (0) to the last; history_day makes calendar days of them.
 */
#ifndef HISTORY_H
#define HISTORY_H

#include <stddef.h>
#include <stdint.h>

#include "company.h"
#include "daycount.h"
#include "sink.h"

enum { HISTORY_DAYS = 1096, HISTORY_SALES_MAX = 200000 };

struct sale {
    int day;
    int dealer;
    int model;
};

struct history {
    struct sink *sink;
    uint64_t seed;
    int first_day; /* as a day count */
    int last_day;
    int this_week; /* the Monday of the last day's week, as an index */
    int spike_day; /* an index */

    /* Filled by sales_write; sale i has id i + 1, and they go by day. */
    struct sale *sales;
    int sale_count;
    int day_starts[HISTORY_DAYS + 1]; /* the first sale of each day */
    int model_sales[MODEL_COUNT][HISTORY_DAYS];
};

static inline int history_day(const struct history *history, int index)
{
    return history->first_day + index;
}

/* The models sold from `index` on, over `days` days inside the history. */
int history_units(const struct history *history, int model, int index,
                  int days);

void schema_create(struct sink *sink);
void schema_index(struct sink *sink);

void company_write(struct history *history); /* company_tables.c */
void sales_write(struct history *history);   /* leads, customers, contracts */
void forecasts_write(struct history *history);
void plants_write(struct history *history);   /* production and stocks */
void service_write(struct history *history);  /* claims, repairs, complaints */
void steering_write(struct history *history); /* programs, risks, incidents */
void faults_write(struct history *history);   /* the faults in the data */
void kpis_write(struct history *history);     /* from all of the above */

/* What was planted, with the figures, for a file beside the database. */
void planted_write(const struct history *history, FILE *out);

#endif
