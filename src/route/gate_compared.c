/*
 * "Year over year" and "against the previous quarter" name what is compared
 * with. A dump compares with one time, which its columns and questions say; a
 * dump with a row for each month can be read month over month.
 */
#include "route/compared.h"
#include "route/reading.h"

/* With what the template says that it compares. */
static unsigned find_own(const struct reading *reading)
{
    const struct route_index *index = reading->question->index;
    const struct index_template *record = reading->record;
    unsigned found = 0;
    for (uint32_t i = 0; i < record->example_count; i++) {
        const struct index_example *example =
            &index->examples[record->first_example + i];
        if (example->kind != EXAMPLE_NOT)
            found |= compared_find(index_str(index, example->text), false);
    }
    for (uint32_t i = 0; i < record->column_count; i++)
        found |= compared_find(reading_label(reading, i), false) |
                 compared_find(
                     index_str(index, reading_column(reading, i)->name), false);
    if (found == 0 && reading_has_movement(reading)) {
        struct span span =
            reading->question->request->coverage[reading->template].span;
        found = compared_step_of((int64_t)span.until.day - span.from.day);
    }
    return found;
}

/* The steps of its rows, unless one of them was picked out. */
static unsigned find_steps(const struct reading *reading)
{
    unsigned found = 0;
    for (uint32_t i = 0; i < reading->record->column_count; i++) {
        const struct index_column *column = reading_column(reading, i);
        if (column->role == ROUTE_TIME && reading->slots.time_column < 0)
            found |= compared_bit((enum date_grain)column->grain);
    }
    return found;
}

void reading_check_compared(struct reading *reading)
{
    unsigned asked = reading->question->compared;
    if (asked == 0 || reading->record->column_count == 0 ||
        (asked & ~(find_own(reading) | find_steps(reading))) == 0)
        return;
    reading_block(reading, OBSTACLE_PERIOD,
                  "This answer does not compare with the time that was asked "
                  "for.");
}
