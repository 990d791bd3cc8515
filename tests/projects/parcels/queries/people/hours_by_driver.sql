/*---
title: Hours worked by driver last week
description: Working hours and overtime of each driver, last week
cadence: weekly
questions:
  - How many hours did each driver work last week?
synonyms:
  hours: [working hours, working time]
  driver: [courier]
period: last week
columns:
  driver:         {role: dimension, entity: driver, label: Driver}
  depot:          {role: dimension, entity: depot, label: Depot}
  hours:          {role: measure, type: real, aggregate: sum, format: decimal, unit: hours, direction: none, label: Hours}
  overtime_hours: {role: measure, type: real, aggregate: sum, format: decimal, unit: hours, direction: down_is_good, label: Overtime}
order: hours desc
key: [driver]
max_age: 192h
owner: people
---*/
SELECT r.name AS driver, t.name AS depot, w.hours AS hours,
       w.overtime_hours AS overtime_hours
FROM working_weeks w
JOIN drivers r ON r.id = w.driver_id
JOIN depots t ON t.id = r.depot_id
WHERE w.week >= :from AND w.week < :until
ORDER BY hours DESC, driver;
