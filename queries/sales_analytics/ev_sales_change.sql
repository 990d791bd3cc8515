/*---
title: Change of EV sales by dealer and model
description: EV units of last week against the week before, by dealer and model, largest fall first
cadence: weekly
questions:
  - Why did EV sales drop in the Midwest last week?
  - Which dealers sold fewer EVs last week than the week before?
  - Where did electric vehicle sales fall last week?
  - EV sales change by dealer and model
  - Which store had the biggest drop in EVs last week?
  - EV winners and losers last week
  - What is behind the dip in BEV volume last week?
  - electric models at each dealer, last week against the one before
not_questions:
  - Why are EV claims rising?
  - Why did EV sales drop last month?
  - Where did hybrid sales fall last week?
synonyms:
  change: [drop, decline, fall, difference]
period: last week
columns:
  region:   {role: dimension, entity: region, label: Region}
  dealer:   {role: dimension, entity: dealer, label: Dealer}
  model:    {role: dimension, entity: model, label: Model}
  units:    {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Last week}
  previous: {role: measure, aggregate: sum, format: integer, label: Week before}
  change:   {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Change}
order: change asc
chart: {type: bar, x: dealer, y: change, series: model}
answer: "The largest fall was {model} at {dealer}: {units} units after {previous}."
key: [dealer, model]
max_age: 192h
owner: sales-operations
---*/
SELECT r.name AS region, d.name AS dealer, m.name AS model,
       SUM(s.sold_on >= :from) AS units, SUM(s.sold_on < :from) AS previous,
       SUM(s.sold_on >= :from) - SUM(s.sold_on < :from) AS change
FROM sales s
JOIN dealers d ON d.id = s.dealer_id
JOIN regions r ON r.id = d.region_id
JOIN models m ON m.id = s.model_id
WHERE m.powertrain = 'EV'
  AND s.sold_on >= date(:from, '-7 days') AND s.sold_on < :until
GROUP BY r.name, d.name, m.name
ORDER BY change, previous DESC, dealer, model;
