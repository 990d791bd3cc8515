/*
 * Money is in whole dollars, so that every sum is exact. Indexes are made
 * after the rows: it is faster, and packs their pages full.
 */
#include "history.h"

static const char tables_of_sales[] =
    "CREATE TABLE demo_info (key TEXT PRIMARY KEY, value TEXT NOT NULL)"
    "  WITHOUT ROWID;"
    "CREATE TABLE regions (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);"
    "CREATE TABLE dealers (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
    "  region_id INTEGER NOT NULL REFERENCES regions(id),"
    "  city TEXT NOT NULL, opened_on DATE NOT NULL);"
    "CREATE TABLE models (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
    "  segment TEXT NOT NULL, powertrain TEXT NOT NULL"
    "    CHECK (powertrain IN ('ICE', 'Hybrid', 'EV')),"
    "  msrp INTEGER NOT NULL, launched_on DATE NOT NULL, retired_on DATE);"
    "CREATE TABLE customers (id INTEGER PRIMARY KEY,"
    "  region_id INTEGER NOT NULL REFERENCES regions(id),"
    "  segment TEXT NOT NULL"
    "    CHECK (segment IN ('private', 'fleet', 'business')),"
    "  since DATE NOT NULL);"
    "CREATE TABLE leads (id INTEGER PRIMARY KEY, created_on DATE NOT NULL,"
    "  dealer_id INTEGER NOT NULL REFERENCES dealers(id),"
    "  model_id INTEGER NOT NULL REFERENCES models(id),"
    "  source TEXT NOT NULL, status TEXT NOT NULL"
    "    CHECK (status IN ('open', 'won', 'lost')), closed_on DATE);"
    "CREATE TABLE sales (id INTEGER PRIMARY KEY,"
    "  lead_id INTEGER REFERENCES leads(id), sold_on DATE NOT NULL,"
    "  dealer_id INTEGER NOT NULL REFERENCES dealers(id),"
    "  model_id INTEGER NOT NULL REFERENCES models(id),"
    "  customer_id INTEGER NOT NULL REFERENCES customers(id),"
    "  price INTEGER NOT NULL, cost INTEGER NOT NULL, channel TEXT NOT NULL);"
    "CREATE TABLE fni_contracts (id INTEGER PRIMARY KEY,"
    "  sale_id INTEGER NOT NULL REFERENCES sales(id), product TEXT NOT NULL,"
    "  revenue INTEGER NOT NULL, sold_on DATE NOT NULL);"
    "CREATE TABLE forecasts (month DATE NOT NULL,"
    "  model_id INTEGER NOT NULL REFERENCES models(id),"
    "  units INTEGER NOT NULL, PRIMARY KEY (month, model_id)) WITHOUT ROWID;";

static const char tables_of_plants[] =
    "CREATE TABLE plants (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
    "  city TEXT NOT NULL, country TEXT NOT NULL,"
    "  capacity_per_day INTEGER NOT NULL);"
    "CREATE TABLE production ("
    "  plant_id INTEGER NOT NULL REFERENCES plants(id),"
    "  model_id INTEGER NOT NULL REFERENCES models(id),"
    "  made_on DATE NOT NULL, units INTEGER NOT NULL,"
    "  downtime_minutes INTEGER NOT NULL,"
    "  PRIMARY KEY (made_on, plant_id, model_id)) WITHOUT ROWID;"
    "CREATE TABLE vehicle_stock (as_of DATE NOT NULL,"
    "  plant_id INTEGER NOT NULL REFERENCES plants(id),"
    "  model_id INTEGER NOT NULL REFERENCES models(id),"
    "  on_hand INTEGER NOT NULL, reorder_point INTEGER NOT NULL,"
    "  PRIMARY KEY (as_of, plant_id, model_id)) WITHOUT ROWID;"
    "CREATE TABLE dealer_stock (as_of DATE NOT NULL,"
    "  dealer_id INTEGER NOT NULL REFERENCES dealers(id),"
    "  model_id INTEGER NOT NULL REFERENCES models(id),"
    "  on_hand INTEGER NOT NULL,"
    "  PRIMARY KEY (as_of, dealer_id, model_id)) WITHOUT ROWID;"
    "CREATE TABLE suppliers (id INTEGER PRIMARY KEY,"
    "  name TEXT NOT NULL UNIQUE, country TEXT NOT NULL,"
    "  lead_time_days INTEGER NOT NULL, on_time_ratio REAL NOT NULL);"
    "CREATE TABLE components (id INTEGER PRIMARY KEY,"
    "  name TEXT NOT NULL UNIQUE,"
    "  supplier_id INTEGER NOT NULL REFERENCES suppliers(id),"
    "  unit_cost INTEGER NOT NULL, family TEXT NOT NULL);"
    "CREATE TABLE component_stock (as_of DATE NOT NULL,"
    "  plant_id INTEGER NOT NULL REFERENCES plants(id),"
    "  component_id INTEGER NOT NULL REFERENCES components(id),"
    "  on_hand INTEGER NOT NULL, daily_use INTEGER NOT NULL,"
    "  safety_stock INTEGER NOT NULL,"
    "  PRIMARY KEY (as_of, plant_id, component_id)) WITHOUT ROWID;";

/* claims keep two dates: when the car failed, and when the dealer told. */
static const char tables_of_service[] =
    "CREATE TABLE warranty_claims (id INTEGER PRIMARY KEY,"
    "  claimed_on DATE NOT NULL, received_on DATE NOT NULL,"
    "  sale_id INTEGER NOT NULL REFERENCES sales(id),"
    "  model_id INTEGER NOT NULL REFERENCES models(id),"
    "  dealer_id INTEGER NOT NULL REFERENCES dealers(id),"
    "  component_id INTEGER NOT NULL REFERENCES components(id),"
    "  cost INTEGER NOT NULL, status TEXT NOT NULL"
    "    CHECK (status IN ('approved', 'rejected', 'pending')));"
    "CREATE TABLE repairs (id INTEGER PRIMARY KEY, opened_on DATE NOT NULL,"
    "  closed_on DATE, dealer_id INTEGER NOT NULL REFERENCES dealers(id),"
    "  plant_id INTEGER NOT NULL REFERENCES plants(id),"
    "  model_id INTEGER NOT NULL REFERENCES models(id),"
    "  component_id INTEGER NOT NULL REFERENCES components(id),"
    "  is_repeat INTEGER NOT NULL CHECK (is_repeat IN (0, 1)),"
    "  revenue INTEGER NOT NULL);"
    "CREATE TABLE complaints (id INTEGER PRIMARY KEY, made_on DATE NOT NULL,"
    "  dealer_id INTEGER NOT NULL REFERENCES dealers(id),"
    "  model_id INTEGER NOT NULL REFERENCES models(id),"
    "  category TEXT NOT NULL, severity TEXT NOT NULL"
    "    CHECK (severity IN ('low', 'medium', 'high')), resolved_on DATE);";

static const char tables_of_steering[] =
    "CREATE TABLE kpi_targets (metric TEXT NOT NULL, period TEXT NOT NULL,"
    "  target REAL NOT NULL,"
    "  direction TEXT NOT NULL CHECK (direction IN ('up', 'down')),"
    "  PRIMARY KEY (metric, period)) WITHOUT ROWID;"
    "CREATE TABLE kpi_values (metric TEXT NOT NULL, category TEXT NOT NULL,"
    "  day DATE NOT NULL, value REAL NOT NULL,"
    "  PRIMARY KEY (day, metric)) WITHOUT ROWID;"
    "CREATE TABLE programs (id INTEGER PRIMARY KEY,"
    "  name TEXT NOT NULL UNIQUE, owner TEXT NOT NULL,"
    "  budget INTEGER NOT NULL, spend INTEGER NOT NULL,"
    "  started_on DATE NOT NULL, due_on DATE NOT NULL);"
    "CREATE TABLE program_spend ("
    "  program_id INTEGER NOT NULL REFERENCES programs(id),"
    "  month DATE NOT NULL, amount INTEGER NOT NULL,"
    "  PRIMARY KEY (program_id, month)) WITHOUT ROWID;"
    "CREATE TABLE milestones (id INTEGER PRIMARY KEY,"
    "  program_id INTEGER NOT NULL REFERENCES programs(id),"
    "  name TEXT NOT NULL, due_on DATE NOT NULL, done_on DATE);"
    "CREATE TABLE sprints (id INTEGER PRIMARY KEY,"
    "  program_id INTEGER NOT NULL REFERENCES programs(id),"
    "  started_on DATE NOT NULL, ended_on DATE NOT NULL,"
    "  planned_points INTEGER NOT NULL, done_points INTEGER NOT NULL);"
    "CREATE TABLE incidents (id INTEGER PRIMARY KEY,"
    "  program_id INTEGER NOT NULL REFERENCES programs(id),"
    "  severity TEXT NOT NULL, opened_at TIMESTAMP NOT NULL,"
    "  resolved_at TIMESTAMP);"
    "CREATE TABLE risks (id INTEGER PRIMARY KEY,"
    "  program_id INTEGER NOT NULL REFERENCES programs(id),"
    "  title TEXT NOT NULL, likelihood INTEGER NOT NULL"
    "    CHECK (likelihood BETWEEN 1 AND 5),"
    "  impact INTEGER NOT NULL CHECK (impact BETWEEN 1 AND 5),"
    "  kind TEXT NOT NULL CHECK (kind IN ('risk', 'opportunity')),"
    "  owner TEXT NOT NULL, status TEXT NOT NULL);";

static const char indexes[] =
    "CREATE INDEX leads_created_on ON leads(created_on);"
    "CREATE INDEX sales_sold_on ON sales(sold_on);"
    "CREATE INDEX sales_dealer ON sales(dealer_id, sold_on);"
    "CREATE INDEX fni_sold_on ON fni_contracts(sold_on);"
    "CREATE INDEX fni_sale ON fni_contracts(sale_id);"
    "CREATE INDEX claims_claimed_on ON warranty_claims(claimed_on);"
    "CREATE INDEX claims_sale ON warranty_claims(sale_id);"
    "CREATE INDEX repairs_opened_on ON repairs(opened_on);"
    "CREATE INDEX repairs_closed_on ON repairs(closed_on);"
    "CREATE INDEX complaints_made_on ON complaints(made_on);";

void schema_create(struct sink *sink)
{
    sink_run(sink, tables_of_sales);
    sink_run(sink, tables_of_plants);
    sink_run(sink, tables_of_service);
    sink_run(sink, tables_of_steering);
}

void schema_index(struct sink *sink)
{
    sink_run(sink, indexes);
    sink_run(sink, "ANALYZE");
}
