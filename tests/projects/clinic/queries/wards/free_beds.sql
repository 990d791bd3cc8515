/*---
title: Free beds by ward
description: Beds of each ward this morning, and how many of them are free
questions:
  - How many beds are free?
  - free beds by ward
  - Which wards still have a bed?
  - Is there a bed in Intensive Care?
synonyms:
  free_beds: [empty beds, available beds]
  occupied_beds: [taken beds, inpatients]
columns:
  ward:          {role: dimension, entity: ward, label: Ward}
  site:          {role: dimension, entity: site, label: Site}
  beds:          {role: measure, aggregate: sum, format: integer, label: Beds}
  occupied_beds: {role: measure, aggregate: sum, format: integer, label: Occupied}
  free_beds:     {role: measure, aggregate: sum, format: integer, direction: none, label: Free}
order: free_beds desc
chart: {type: bar, x: ward, y: free_beds}
key: [ward]
max_age: 24h
on_stale: refuse
owner: nursing
---*/
SELECT w.name AS ward, s.name AS site, w.beds AS beds,
       COUNT(a.id) AS occupied_beds, w.beds - COUNT(a.id) AS free_beds
FROM wards w
JOIN sites s ON s.id = w.site_id
LEFT JOIN admissions a ON a.ward_id = w.id AND a.admitted_on < :as_of
     AND (a.discharged_on IS NULL OR a.discharged_on >= :as_of)
GROUP BY w.id
ORDER BY free_beds DESC, ward;
