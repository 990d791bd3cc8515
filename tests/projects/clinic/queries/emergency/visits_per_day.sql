/*---
title: Emergency visits per day
description: Patients who came to an emergency department on each of the last 14 days
questions:
  - How many patients came to the emergency department each day?
  - emergency visits per day
  - How busy was the emergency department yesterday?
synonyms: {visits: [arrivals]}
period: last 14 days
columns:
  day:    {role: time, grain: day, type: date, format: date, label: Day}
  site:   {role: dimension, entity: site, label: Site}
  visits: {role: measure, aggregate: sum, format: integer, direction: none, label: Visits}
chart: {type: line, x: day, y: visits, series: site}
max_age: 36h
owner: emergency
---*/
SELECT e.arrived_on AS day, s.name AS site, COUNT(*) AS visits
FROM emergency_visits e
JOIN sites s ON s.id = e.site_id
WHERE e.arrived_on >= :from AND e.arrived_on < :until
GROUP BY e.arrived_on, s.name
ORDER BY day, site;
