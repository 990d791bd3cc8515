/*---
title: Medication that expires soon
description: Batches whose expiry date comes within the next 60 days, the first to expire first
questions:
  - Which medication expires soon?
  - expiring batches
  - What is the value of the medicine that will expire?
synonyms:
  expires_on: [expiry date, best before]
  medication: [drug, medicine]
columns:
  medication: {role: dimension, entity: medication, label: Medication}
  site:       {role: dimension, entity: site, label: Site}
  expires_on: {role: time, grain: day, type: date, format: date, label: Expires on}
  packs:      {role: measure, aggregate: sum, format: integer, unit: packs, direction: down_is_good, label: Packs}
  value:      {role: measure, aggregate: sum, format: currency, unit: EUR, direction: down_is_good, label: Value}
order: expires_on asc
chart: none
key: [medication, site, expires_on]
complete: true
max_age: 36h
owner: pharmacy
---*/
SELECT m.name AS medication, s.name AS site, b.expires_on AS expires_on,
       b.packs AS packs, ROUND(b.packs * b.pack_price, 2) AS value
FROM batches b
JOIN medications m ON m.id = b.medication_id
JOIN sites s ON s.id = b.site_id
WHERE b.expires_on >= :as_of AND b.expires_on < date(:as_of, '+60 days')
ORDER BY expires_on, medication, site;
