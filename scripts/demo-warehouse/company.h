/*
 * company.h - what does not change at Meridian Motors: its regions, dealers,
 * models, plants, suppliers and components.
 *
 * Immutable tables. An id in the database is the index here plus one. Days are
 * counted from the first day of the history, so they may be negative.
 */
#ifndef COMPANY_H
#define COMPANY_H

#include <stdbool.h>

enum {
    REGION_COUNT = 5,
    DEALER_COUNT = 60,
    MODEL_COUNT = 14,
    PLANT_COUNT = 5,
    SUPPLIER_COUNT = 12,
    COMPONENT_COUNT = 32,
    NEVER = 1 << 20, /* a day beyond every history */
};

enum powertrain { ICE = 1, HYBRID = 2, EV = 4 };

/* What the planted facts are about; indexes of the tables below. */
enum {
    MIDWEST = 2,
    SOLD_OUT_MODEL = 1,     /* Ion 4 */
    SOLD_OUT_DEALER_A = 24, /* the two that ran out of it */
    SOLD_OUT_DEALER_B = 25,
    SILENT_DEALER_FIRST = 26, /* four that sold no service contract */
    SILENT_DEALER_LAST = 29,
    SILENT_PRODUCT = 0,    /* Service contract */
    FAILING_COMPONENT = 1, /* Battery pack B2 */
    SCARCE_COMPONENT = 11, /* Touchscreen 12 inch */
    SCARCE_PLANT = 1,      /* Greenville */
    SPIKE_PLANT = 2,       /* Monterrey */
    SLOW_PLANT = 4,        /* Leipzig */
};

struct region {
    const char *name;
    int weight;      /* share of sales in 1,000 */
    int ev_permille; /* how much likelier an EV is than elsewhere */
};

struct dealer {
    const char *name;
    const char *city;
    int region;
    int weight; /* size, next to others of its region */
    int opened;
    int ev_permille;
};

struct model {
    const char *name;
    const char *segment;
    enum powertrain powertrain;
    int msrp; /* dollars, on the first day */
    int launched;
    int retired; /* or NEVER */
    int weight;  /* popularity */
    int plants[2];
};

struct plant {
    const char *name;
    const char *city;
    const char *country;
    int capacity; /* vehicles a day */
};

struct supplier {
    const char *name;
    const char *country;
    int lead_time_days;
    int on_time_percent;
};

struct component {
    const char *name;
    const char *family;
    int supplier;
    int unit_cost; /* dollars */
    int fits;      /* powertrains, or-ed */
    int failures;  /* weight among the failures of a model */
    int repeats;   /* of 1,000 repairs, how many are done again */
    int daily_use; /* at a plant of usual size */
};

extern const struct region company_regions[REGION_COUNT];
extern const struct dealer company_dealers[DEALER_COUNT];
extern const struct model company_models[MODEL_COUNT];
extern const struct plant company_plants[PLANT_COUNT];
extern const struct supplier company_suppliers[SUPPLIER_COUNT];
extern const struct component company_components[COMPONENT_COUNT];

const char *company_powertrain(enum powertrain powertrain);

/* How likely each component is to fail in a model: 0 where it does not fit,
   and more for the weak spots that some models have. */
void company_failure_weights(int model, int weights[COMPONENT_COUNT]);

/* True from launch to two months after retirement. `day` as above. */
bool company_is_built(int model, int day);

#endif
