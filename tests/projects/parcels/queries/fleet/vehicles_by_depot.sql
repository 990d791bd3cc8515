/*---
title: Vehicles by depot and type
description: The vehicles we own today
cadence: weekly
questions:
  - How many vehicles does each depot have?
  - How many electric vans do we have?
synonyms:
  vehicles: [fleet, cars]
  type: [vehicle type]
columns:
  depot:    {role: dimension, entity: depot, label: Depot}
  type:     {role: dimension, entity: vehicle type, label: Vehicle type}
  vehicles: {role: measure, aggregate: sum, format: integer, label: Vehicles}
order: vehicles desc
chart: {type: stacked_bar, x: depot, y: vehicles, series: type, stacked: true}
owner: fleet
---*/
SELECT t.name AS depot, v.type AS type, COUNT(*) AS vehicles
FROM vehicles v
JOIN depots t ON t.id = v.depot_id
GROUP BY t.name, v.type
ORDER BY vehicles DESC, depot, type;
