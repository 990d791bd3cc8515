/*---
title: Bed occupancy by ward
description: Share of the beds of each ward that were taken, mean of the nights of last month
cadence: monthly
questions:
  - How full were our wards?
  - bed occupancy by ward
  - Which ward has the highest occupancy?
  - What was the occupancy of the Stroke Unit?
not_questions:
  - How full will the wards be at Christmas?
synonyms:
  occupancy: [occupancy rate, bed use, utilisation]
period: last month
columns:
  ward:      {role: dimension, entity: ward, label: Ward}
  site:      {role: dimension, entity: site, label: Site}
  beds:      {role: measure, aggregate: sum, format: integer, label: Beds}
  nights:    {role: measure, aggregate: sum, format: integer, label: Nights in a bed}
  occupancy: {role: measure, type: real, format: percent, direction: none, label: Occupancy}
order: occupancy desc
chart: {type: bar, x: ward, y: occupancy}
answer: "{ward} was the fullest ward: {occupancy} of its {beds} beds were taken."
key: [ward]
max_age: 800h
owner: nursing
---*/
SELECT w.name AS ward, s.name AS site, w.beds AS beds,
       CAST(SUM(julianday(min(coalesce(a.discharged_on, :until), :until))
                - julianday(max(a.admitted_on, :from))) AS INTEGER) AS nights,
       ROUND(SUM(julianday(min(coalesce(a.discharged_on, :until), :until))
                 - julianday(max(a.admitted_on, :from)))
             / (julianday(:until) - julianday(:from)) / w.beds, 4) AS occupancy
FROM admissions a
JOIN wards w ON w.id = a.ward_id
JOIN sites s ON s.id = w.site_id
WHERE a.admitted_on < :until
      AND (a.discharged_on IS NULL OR a.discharged_on > :from)
GROUP BY w.id
ORDER BY occupancy DESC, ward;
