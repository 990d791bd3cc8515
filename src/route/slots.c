/*
 * Periods, values, grouping and order, in this order: each takes the words
 * that the ones before it left.
 */
#include "route/reading.h"

static void use_trend(struct reading *reading)
{
    bool has_time = false;
    for (uint32_t i = 0; i < reading->record->column_count; i++)
        has_time = has_time || reading_column(reading, i)->role == ROUTE_TIME;
    for (size_t i = 0; has_time && i < reading->question->tokens.count; i++) {
        uint32_t term = reading->question->terms[i];
        if (reading->question->tokens.items[i].op == OP_TREND &&
            !reading_example_has(reading, term))
            reading->became[i] = BECAME_COVERED;
    }
}

void reading_find_slots(struct reading *reading)
{
    bool has_period = (reading->record->flags & TEMPLATE_HAS_PERIOD) != 0;
    if (reading->record->column_count > 0 || has_period)
        reading_find_periods(reading);
    if (reading->record->column_count == 0)
        return;
    reading_find_values(reading);
    reading_find_order(reading);
    reading_find_groups(reading);
    use_trend(reading);
}
