#include "company.h"

#include <string.h>

const struct region company_regions[REGION_COUNT] = {
    {"Northeast", 230, 1050}, {"Southeast", 190, 850}, {"Midwest", 220, 900},
    {"Southwest", 150, 900},  {"West", 210, 1400},
};

/* Twelve of each region, in its order; weights fall off quickly. */
const struct dealer company_dealers[DEALER_COUNT] = {
    {"Beacon Motors", "Boston", 0, 100, -6000, 1000},
    {"Empire Auto Group", "New York", 0, 140, -7200, 1100},
    {"Liberty Cars", "Philadelphia", 0, 90, -5100, 1000},
    {"Three Rivers Motors", "Pittsburgh", 0, 60, -4300, 900},
    {"Garden State Auto", "Newark", 0, 55, -3900, 1000},
    {"Charter Oak Motors", "Hartford", 0, 40, -2800, 1000},
    {"Ocean State Cars", "Providence", 0, 30, -2500, 1000},
    {"Niagara Motors", "Buffalo", 0, 28, -2300, 800},
    {"Flower City Auto", "Rochester", 0, 22, -1700, 900},
    {"Casco Bay Motors", "Portland", 0, 18, -1500, 1000},
    {"Green Mountain Cars", "Burlington", 0, 12, -900, 1200},
    {"Granite Auto", "Manchester", 0, 10, 410, 1000},
    {"Peachtree Motors", "Atlanta", 1, 130, -6800, 1000},
    {"Biscayne Auto Group", "Miami", 1, 110, -6100, 1100},
    {"Bay Area Cars", "Tampa", 1, 80, -4800, 1000},
    {"Queen City Motors", "Charlotte", 1, 70, -4400, 1000},
    {"Music City Auto", "Nashville", 1, 60, -3300, 1000},
    {"Sunrise Cars", "Orlando", 1, 50, -3000, 1000},
    {"Triangle Motors", "Raleigh", 1, 40, -2700, 1200},
    {"First Coast Auto", "Jacksonville", 1, 35, -2500, 900},
    {"Palmetto Cars", "Charleston", 1, 25, -1900, 900},
    {"Vulcan Motors", "Birmingham", 1, 20, -1600, 800},
    {"Bluff City Auto", "Memphis", 1, 15, -1300, 800},
    {"Crescent Cars", "New Orleans", 1, 10, 560, 900},
    {"Lakeshore Motors", "Chicago", 2, 260, -7000, 2400},
    {"Twin Cities Auto Group", "Minneapolis", 2, 230, -5900, 2400},
    {"Motor City Cars", "Detroit", 2, 150, -7300, 500},
    {"Gateway Motors", "St. Louis", 2, 140, -5600, 500},
    {"Buckeye Auto", "Columbus", 2, 130, -4700, 500},
    {"Hoosier Cars", "Indianapolis", 2, 125, -4200, 500},
    {"Cream City Motors", "Milwaukee", 2, 30, -3100, 600},
    {"Forest City Auto", "Cleveland", 2, 28, -2900, 600},
    {"Seven Hills Cars", "Cincinnati", 2, 22, -2200, 800},
    {"Fountain Motors", "Kansas City", 2, 20, -2000, 700},
    {"Prairie Auto", "Des Moines", 2, 14, -1400, 600},
    {"Great Plains Cars", "Omaha", 2, 12, -800, 600},
    {"Lone Star Motors", "Dallas", 3, 130, -6500, 900},
    {"Bayou Auto Group", "Houston", 3, 120, -6200, 900},
    {"Mission Cars", "San Antonio", 3, 80, -4600, 800},
    {"Hill Country Motors", "Austin", 3, 75, -3800, 1600},
    {"Desert Ridge Auto", "Phoenix", 3, 70, -4000, 1100},
    {"Old Pueblo Cars", "Tucson", 3, 35, -2600, 1000},
    {"Sandia Motors", "Albuquerque", 3, 30, -2400, 900},
    {"Sooner Auto", "Oklahoma City", 3, 28, -2100, 600},
    {"Sun City Cars", "El Paso", 3, 22, -1800, 800},
    {"Oil Capital Motors", "Tulsa", 3, 18, -1200, 600},
    {"Cowtown Auto", "Fort Worth", 3, 15, -1000, 700},
    {"Hub City Cars", "Lubbock", 3, 8, 730, 600},
    {"Golden Coast Motors", "Los Angeles", 4, 150, -7100, 1100},
    {"Golden Gate Auto Group", "San Francisco", 4, 120, -6600, 1300},
    {"Emerald Cars", "Seattle", 4, 95, -5200, 1200},
    {"Harbor Motors", "San Diego", 4, 85, -4900, 1100},
    {"Rose City Auto", "Beaverton", 4, 60, -3500, 1100},
    {"Mile High Cars", "Denver", 4, 60, -3400, 1000},
    {"Capitol Motors", "Sacramento", 4, 40, -2900, 1000},
    {"Silver State Auto", "Las Vegas", 4, 38, -2600, 900},
    {"Wasatch Cars", "Salt Lake City", 4, 28, -2000, 800},
    {"Treasure Valley Motors", "Boise", 4, 18, -1500, 700},
    {"Inland Auto", "Spokane", 4, 12, -1100, 700},
    {"Big Sky Cars", "Billings", 4, 8, 300, 500},
};

const struct model company_models[MODEL_COUNT] = {
    {"Ion 2", "Compact", EV, 31400, 430, NEVER, 90, {1, 4}},
    {"Ion 4", "Sedan", EV, 43200, -700, NEVER, 150, {1, 4}},
    {"Ion 6", "SUV", EV, 56800, -300, NEVER, 80, {1, 2}},
    {"Volta Van", "Van", EV, 52500, 720, NEVER, 45, {4, 1}},
    {"Duet", "Compact", HYBRID, 27600, -1500, NEVER, 90, {2, 3}},
    {"Harmony", "Sedan", HYBRID, 33900, -900, NEVER, 85, {3, 0}},
    {"Crest", "SUV", HYBRID, 42600, -500, NEVER, 100, {0, 3}},
    {"Aria", "Compact", ICE, 22900, -2500, NEVER, 120, {2, 3}},
    {"Cadenza", "Sedan", ICE, 29300, -2200, NEVER, 80, {3, 0}},
    {"Summit", "SUV", ICE, 38700, -1800, NEVER, 130, {0, 2}},
    {"Mesa", "Pickup", ICE, 41500, -2900, NEVER, 140, {0, 2}},
    {"Pioneer", "SUV", ICE, 49900, -1200, NEVER, 50, {0, 3}},
    {"Corso", "Sports", ICE, 54300, -3300, 880, 30, {4, 3}},
    {"Tempo", "Compact", ICE, 20700, -3700, 610, 60, {2, 3}},
};

const struct plant company_plants[PLANT_COUNT] = {
    {"Toledo", "Toledo", "United States", 60},
    {"Greenville", "Greenville", "United States", 45},
    {"Monterrey", "Monterrey", "Mexico", 55},
    {"Windsor", "Windsor", "Canada", 40},
    {"Leipzig", "Leipzig", "Germany", 30},
};

const struct supplier company_suppliers[SUPPLIER_COUNT] = {
    {"Voltaic Cells", "South Korea", 42, 88},
    {"Northwind Energy", "Japan", 35, 95},
    {"Steadfast Brakes", "Germany", 24, 97},
    {"Clearview Displays", "Taiwan", 28, 91},
    {"Axle and Gear", "United States", 14, 96},
    {"Pulse Electronics", "China", 38, 84},
    {"Comfort Seating", "Mexico", 10, 98},
    {"Cascade Climate", "United States", 16, 94},
    {"Torque Drives", "Canada", 21, 93},
    {"Bright Lamp", "Poland", 30, 90},
    {"Silent Glass", "United States", 12, 97},
    {"Piedmont Steel", "United States", 9, 99},
};

/* Weights: a model's failures spread over the components that fit it. */
const struct component company_components[COMPONENT_COUNT] = {
    {"Battery pack B1", "battery", 1, 8200, EV, 40, 40, 14},
    {"Battery pack B2", "battery", 0, 7600, EV, 26, 60, 12},
    {"Hybrid battery H1", "battery", 1, 2900, HYBRID, 40, 45, 15},
    {"Starter battery", "battery", 5, 140, ICE | HYBRID, 70, 50, 32},
    {"Brake disc", "brake", 2, 95, 7, 80, 40, 120},
    {"Brake caliper", "brake", 2, 210, 7, 50, 60, 110},
    {"Brake control unit", "brake", 5, 480, 7, 35, 110, 30},
    {"Handbrake motor", "brake", 2, 160, 7, 25, 70, 30},
    {"Head unit", "infotainment", 3, 690, 7, 70, 190, 30},
    {"Speaker set", "infotainment", 3, 180, 7, 25, 40, 30},
    {"Antenna module", "infotainment", 5, 85, 7, 30, 80, 30},
    {"Touchscreen 12 inch", "infotainment", 3, 540, 7, 60, 150, 24},
    {"Gearbox G7", "drivetrain", 4, 2300, ICE | HYBRID, 45, 70, 20},
    {"Electric drive unit", "drivetrain", 8, 3400, EV, 45, 65, 22},
    {"Drive shaft", "drivetrain", 11, 320, 7, 30, 40, 60},
    {"Clutch actuator", "drivetrain", 8, 390, ICE | HYBRID, 30, 90, 18},
    {"Water pump", "engine", 8, 170, ICE | HYBRID, 45, 60, 22},
    {"Turbocharger", "engine", 8, 980, ICE, 40, 80, 14},
    {"Fuel injector", "engine", 4, 130, ICE | HYBRID, 55, 70, 80},
    {"Timing chain", "engine", 4, 110, ICE | HYBRID, 30, 40, 20},
    {"Front seat", "interior", 6, 420, 7, 20, 30, 60},
    {"Seat heater", "interior", 6, 75, 7, 35, 60, 55},
    {"Door trim", "interior", 6, 90, 7, 15, 20, 120},
    {"Heat pump", "climate", 7, 760, EV, 50, 100, 20},
    {"Air compressor", "climate", 7, 410, ICE | HYBRID, 45, 80, 24},
    {"Cabin sensor", "climate", 5, 45, 7, 30, 120, 40},
    {"LED headlamp", "lighting", 9, 350, 7, 40, 50, 62},
    {"Rear lamp", "lighting", 9, 120, 7, 25, 30, 62},
    {"Windscreen", "glass", 10, 260, 7, 25, 30, 31},
    {"Panorama roof", "glass", 10, 890, 7, 20, 90, 9},
    {"Onboard charger", "charging", 5, 870, EV, 60, 130, 22},
    {"Charge port", "charging", 5, 150, EV, 45, 110, 22},
};

const char *company_powertrain(enum powertrain powertrain)
{
    switch (powertrain) {
    case ICE:
        return "ICE";
    case HYBRID:
        return "Hybrid";
    case EV:
        return "EV";
    }
    return "";
}

/* The patterns that a look at the failures by model is meant to find. */
static const struct weak_spot {
    const char *family;
    int model;
    int times;
} weak_spots[] = {
    {"infotainment", 2, 4}, {"brake", 9, 3},    {"drivetrain", 6, 3},
    {"engine", 11, 2},      {"charging", 0, 3}, {"climate", 5, 2},
    {"battery", 1, 2},      {"brake", 10, 2},
};

void company_failure_weights(int model, int weights[COMPONENT_COUNT])
{
    for (int i = 0; i < COMPONENT_COUNT; i++) {
        const struct component *c = &company_components[i];
        int fits = c->fits & (int)company_models[model].powertrain;

        weights[i] = fits ? c->failures : 0;
        for (unsigned k = 0; k < sizeof(weak_spots) / sizeof(*weak_spots); k++)
            if (weak_spots[k].model == model && i != FAILING_COMPONENT &&
                strcmp(weak_spots[k].family, c->family) == 0)
                weights[i] *= weak_spots[k].times;
    }
}

bool company_is_built(int model, int day)
{
    const struct model *m = &company_models[model];

    return day >= m->launched && day < m->retired + 60;
}
