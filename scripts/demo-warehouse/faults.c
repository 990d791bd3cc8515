/*
 * Faults in the data, as every warehouse has them. They break no key: they are
 * wrong values, and missing or doubled rows. The failing battery is left
 * alone, so that its weekly numbers stay exact.
 */
#include "history.h"

#include "draw.h"

enum {
    DOUBLED_CLAIMS = 14,
    EARLY_CLAIMS = 9,
    NEGATIVE_SALES = 3,
    RECENT_CLAIMS = 4000, /* the faults are among the latest of these */
};

/* Entered a second time under a new id, everything else the same. */
static void double_claims(struct sink *sink, struct draw *draw)
{
    for (int i = 0; i < DOUBLED_CLAIMS; i++) {
        char sql[500];

        snprintf(sql, sizeof(sql),
                 "INSERT INTO warranty_claims SELECT"
                 "  (SELECT MAX(id) + 1 FROM warranty_claims), claimed_on,"
                 "  received_on, sale_id, model_id, dealer_id, component_id,"
                 "  cost, status FROM warranty_claims"
                 "  WHERE id >= (SELECT MAX(id) - %d FROM warranty_claims)"
                 "  AND component_id <> %d ORDER BY id LIMIT 1",
                 RECENT_CLAIMS - i * 250 - draw_below(draw, 200),
                 FAILING_COMPONENT + 1);
        sink_run(sink, sql);
    }
}

/* Dated between 3 and 40 days before the car was sold. */
static void date_claims_early(struct sink *sink, struct draw *draw)
{
    for (int i = 0; i < EARLY_CLAIMS; i++) {
        int days = draw_between(draw, 3, 40);
        int from = 9000 + i * 1100 + draw_below(draw, 900);
        char sql[500];

        snprintf(sql, sizeof(sql),
                 "UPDATE warranty_claims SET claimed_on = (SELECT"
                 "  date(sold_on, '-%d days') FROM sales WHERE id = sale_id)"
                 " WHERE id = (SELECT MIN(id) FROM warranty_claims"
                 "  WHERE component_id <> %d AND id >= %d"
                 "  AND sale_id > 2000)",
                 days, FAILING_COMPONENT + 1, from);
        sink_run(sink, sql);
    }
}

/* The sign of a price was lost three times in the last ninety days. */
static void negate_prices(struct history *history, struct draw *draw)
{
    for (int i = 0; i < NEGATIVE_SALES; i++) {
        int day = HISTORY_DAYS - 80 + i * 22 + draw_below(draw, 15);
        char sql[100];

        snprintf(sql, sizeof(sql),
                 "UPDATE sales SET price = -price WHERE id = %d",
                 history->day_starts[day] + 1 + draw_below(draw, 20));
        sink_run(history->sink, sql);
    }
}

/* Nobody handed in the forecasts of the month before last. */
static void lose_forecasts(struct history *history)
{
    char sql[100], month[DAYCOUNT_TEXT];

    daycount_write(daycount_month(history->last_day, -2), month);
    snprintf(sql, sizeof(sql), "DELETE FROM forecasts WHERE month = '%s'",
             month);
    sink_run(history->sink, sql);
}

void faults_write(struct history *history)
{
    struct draw draw = draw_start(history->seed, "faults");

    double_claims(history->sink, &draw);
    date_claims_early(history->sink, &draw);
    negate_prices(history, &draw);
    lose_forecasts(history);
}
