/*---
title: Current inventory levels by plant
description: Finished vehicles on hand and reorder point of each model at each plant, latest count
cadence: daily
questions:
  - Current inventory levels by plant
  - inventory stock levels
  - How many vehicles do we have in stock?
  - vehicles on hand by model
  - What is in stock in Leipzig?
  - How many finished cars are parked at the factories?
  - unsold vehicles at the plants
  - Of which model do we have the most on the yard?
  - yard count by model and factory
  - Are we above the reorder point with every model?
not_questions:
  - What is the value of our inventory?
  - How many cars stand at the dealers?
  - How long do cars stay in stock?
  - How did the stock of cars develop over the year?
synonyms:
  on_hand: [stock, inventory, vehicles in stock]
  plant: [factory, works]
columns:
  plant:         {role: dimension, entity: plant, label: Plant}
  model:         {role: dimension, entity: model, label: Model}
  on_hand:       {role: measure, aggregate: sum, format: integer, label: On hand}
  reorder_point: {role: measure, aggregate: sum, format: integer, label: Reorder point}
  above_reorder_point: {role: measure, aggregate: none, format: integer, direction: up_is_good, label: Above reorder point}
order: on_hand desc
chart: {type: bar, x: plant, y: on_hand, series: model, stacked: true}
answer: "{model} in {plant} has the largest stock: {on_hand} vehicles."
key: [plant, model]
max_age: 36h
owner: logistics
verified_by: tomas@example.com
verified_at: 2026-09-28
---*/
SELECT p.name AS plant, m.name AS model, k.on_hand AS on_hand,
       k.reorder_point AS reorder_point,
       k.on_hand - k.reorder_point AS above_reorder_point
FROM vehicle_stock k
JOIN plants p ON p.id = k.plant_id
JOIN models m ON m.id = k.model_id
WHERE k.as_of = (SELECT MAX(as_of) FROM vehicle_stock WHERE as_of < :as_of)
ORDER BY on_hand DESC, plant, model;
