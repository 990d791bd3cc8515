/*---
title: Fuel consumption by vehicle
description: Litres for each 100 km driven, last 90 days
questions:
  - Which vehicles use the most fuel per 100 km?
synonyms:
  litres_per_100_km: [fuel consumption, fuel economy, mileage]
  vehicle: [plate]
period: last 90 days
columns:
  vehicle:           {role: dimension, entity: vehicle, label: Vehicle}
  type:              {role: dimension, entity: vehicle type, label: Vehicle type}
  km:                {role: measure, aggregate: sum, format: integer, unit: km, label: Km}
  litres_per_100_km: {role: measure, type: real, format: decimal, unit: litres, direction: down_is_good, label: Litres for 100 km}
order: litres_per_100_km desc
chart: {type: bar, x: vehicle, y: litres_per_100_km}
key: [vehicle]
max_age: 36h
owner: fleet
---*/
SELECT v.plate AS vehicle, v.type AS type, SUM(f.km) AS km,
       ROUND(100.0 * SUM(f.litres) / SUM(f.km), 2) AS litres_per_100_km
FROM fuel f
JOIN vehicles v ON v.id = f.vehicle_id
WHERE f.bought_on >= :from AND f.bought_on < :until
GROUP BY v.plate, v.type
ORDER BY litres_per_100_km DESC, vehicle;
