/*---
title: Repair turnaround by plant
description: Days from opening to closing a repair, by the plant that supplies it, repairs closed in the last 90 days
cadence: daily
questions:
  - Repair turnaround by plant
  - How long do repairs take?
  - Which plant has the slowest repairs?
  - mean repair time per plant
  - turnaround days of the workshops
  - How many days is a car in the shop?
  - Which plant keeps cars in the workshop for the most days on average?
  - cycle time of repairs by factory
  - How soon do customers get their car back from the workshop?
  - longest single repair of each plant
not_questions:
  - How much does a repair cost?
  - How long does it take to build a car in each plant?
  - How many repairs are still open?
  - Repair turnaround by dealer
synonyms:
  mean_days: [turnaround, repair time, days to repair]
  plant: [factory, works]
period: last 90 days
columns:
  plant:     {role: dimension, entity: plant, label: Plant}
  repairs:   {role: measure, aggregate: sum, format: integer, label: Repairs}
  mean_days: {role: measure, type: real, aggregate: none, format: decimal, unit: days, direction: down_is_good, label: Mean days}
  longest_days: {role: measure, aggregate: max, format: integer, unit: days, direction: down_is_good, label: Longest (days)}
order: mean_days desc
chart: {type: bar, x: plant, y: mean_days}
answer: "Repairs for {plant} take the longest: {mean_days} days on average."
key: [plant]
max_age: 36h
owner: service
verified_by: ines@example.com
verified_at: 2026-10-30
---*/
SELECT p.name AS plant, COUNT(*) AS repairs,
       ROUND(AVG(julianday(x.closed_on) - julianday(x.opened_on)), 2)
           AS mean_days,
       CAST(MAX(julianday(x.closed_on) - julianday(x.opened_on)) AS INTEGER)
           AS longest_days
FROM repairs x
JOIN plants p ON p.id = x.plant_id
WHERE x.closed_on >= :from AND x.closed_on < :until
GROUP BY p.name
ORDER BY mean_days DESC, plant;
