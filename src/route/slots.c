/*
 * Periods, values, grouping and order, in this order: each takes the words
 * that the ones before it left.
 */
#include "route/reading.h"

static void use_trend(struct reading *reading)
{
    uint64_t trends = reading->question->bits.operations[OP_TREND];
    bool has_time = false;
    if (trends == 0)
        return;
    for (uint32_t i = 0; i < reading->record->column_count; i++)
        has_time = has_time || reading_column(reading, i)->role == ROUTE_TIME;
    for (; has_time && trends != 0; trends &= trends - 1) {
        size_t i = bits_first(trends);
        if (!reading_example_has(reading, reading->question->terms[i]))
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
