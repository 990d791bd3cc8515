/*---
title: Dealers that ran out of a model
description: Days on which a dealer had none of a model in stock, last 14 days
cadence: daily
questions:
  - Which dealers ran out of a model?
  - dealers without stock
  - Where was Ion 4 sold out?
  - days out of stock by dealer and model
  - Which retailer went longest without a model?
  - sold-out models per store over the last 14 days
  - Where did customers find a model sold out?
  - Do our dealers have gaps in their range of cars?
  - How many days was a model missing at a dealer?
not_questions:
  - Which dealers closed for good?
  - Which plants are short of a component?
  - How many days does a car stand at a dealer before it is sold?
  - Which models are below their reorder point?
synonyms:
  days_without: [days out of stock, days sold out]
period: last 14 days
columns:
  region:       {role: dimension, entity: region, label: Region}
  dealer:       {role: dimension, entity: dealer, label: Dealer}
  model:        {role: dimension, entity: model, label: Model}
  days_without: {role: measure, aggregate: sum, format: integer, unit: days, direction: down_is_good, label: Days out of stock}
  last_day:     {role: label, type: date, format: date, label: Last such day}
order: days_without desc
chart: {type: bar, x: dealer, y: days_without, series: model}
answer: "{dealer} was without {model} for {days_without} days."
key: [dealer, model]
max_age: 36h
owner: logistics
---*/
SELECT r.name AS region, d.name AS dealer, m.name AS model,
       COUNT(*) AS days_without, MAX(k.as_of) AS last_day
FROM dealer_stock k
JOIN dealers d ON d.id = k.dealer_id
JOIN regions r ON r.id = d.region_id
JOIN models m ON m.id = k.model_id
WHERE k.on_hand = 0 AND k.as_of >= :from AND k.as_of < :until
GROUP BY r.name, d.name, m.name
ORDER BY days_without DESC, dealer, model;
