/*---
title: Workshop cost by vehicle
description: Visits to the workshop, what they cost and the days off the road of each vehicle, last 12 months
cadence: monthly
questions:
  - Which vehicles have the highest workshop cost?
not_questions:
  - When is the next inspection of each vehicle?
synonyms:
  cost: [repair cost, maintenance cost]
  days_off_road: [downtime]
  vehicle: [plate]
period: last 12 months
columns:
  vehicle:       {role: dimension, entity: vehicle, label: Vehicle}
  type:          {role: dimension, entity: vehicle type, label: Vehicle type}
  visits:        {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Visits}
  cost:          {role: measure, aggregate: sum, format: currency, unit: GBP, direction: down_is_good, label: Cost}
  days_off_road: {role: measure, aggregate: sum, format: integer, unit: days, direction: down_is_good, label: Days off the road}
order: cost desc
key: [vehicle]
max_age: 800h
owner: fleet
---*/
SELECT v.plate AS vehicle, v.type AS type, COUNT(*) AS visits,
       SUM(w.cost) AS cost, SUM(w.days_off_road) AS days_off_road
FROM workshop_visits w
JOIN vehicles v ON v.id = w.vehicle_id
WHERE w.came_on >= :from AND w.came_on < :until
GROUP BY v.plate, v.type
ORDER BY cost DESC, vehicle;
