/*---
title: Incidents by ward and kind
description: Falls, infections, medication errors and other incidents that were reported in the last 90 days
questions:
  - How many incidents were reported?
  - incidents by ward
  - How many patients fell?
  - Which ward has the most infections?
  - medication errors per ward
not_questions:
  - Who is to blame for the incident?
synonyms: {incidents: [adverse events, safety events]}
period: last 90 days
columns:
  ward:      {role: dimension, entity: ward, label: Ward}
  kind:      {role: dimension, entity: kind of incident, label: Kind}
  incidents: {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Incidents}
order: incidents desc
chart: {type: stacked_bar, x: ward, y: incidents, series: kind, stacked: true}
max_age: 36h
owner: quality
---*/
SELECT w.name AS ward, i.kind AS kind, COUNT(*) AS incidents
FROM incidents i
JOIN wards w ON w.id = i.ward_id
WHERE i.happened_on >= :from AND i.happened_on < :until
GROUP BY w.name, i.kind
ORDER BY incidents DESC, ward, kind;
