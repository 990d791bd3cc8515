/*---
title: Fuel cost by depot and vehicle type
description: Fuel bought last month
cadence: monthly
questions:
  - What did we spend on fuel last month?
  - fuel cost by vehicle type
  - Fuel bill of each depot
synonyms:
  cost: [fuel cost, fuel spend, fuel expenses]
  litres: [fuel bought]
period: last month
columns:
  depot:  {role: dimension, entity: depot, label: Depot}
  type:   {role: dimension, entity: vehicle type, label: Vehicle type}
  litres: {role: measure, type: real, aggregate: sum, format: decimal, unit: litres, direction: down_is_good, label: Litres}
  cost:   {role: measure, aggregate: sum, format: currency, unit: GBP, direction: down_is_good, label: Cost}
order: cost desc
max_age: 800h
owner: fleet
---*/
SELECT t.name AS depot, v.type AS type, ROUND(SUM(f.litres), 1) AS litres,
       ROUND(SUM(f.cost), 2) AS cost
FROM fuel f
JOIN vehicles v ON v.id = f.vehicle_id
JOIN depots t ON t.id = v.depot_id
WHERE f.bought_on >= :from AND f.bought_on < :until
GROUP BY t.name, v.type
ORDER BY cost DESC, depot, type;
