/*---
title: Medication stock by site
description: Packs of each medication in the pharmacy of each site today, and the level at which it is ordered again
questions:
  - How much of each medication do we have in stock?
  - medication stock by site
  - How many packs of amoxicillin are left in Northshore?
  - drug inventory per pharmacy
not_questions:
  - How much medication did we use?
synonyms:
  medication: [drug, medicine]
  packs: [stock, boxes, inventory]
columns:
  medication:    {role: dimension, entity: medication, label: Medication}
  class:         {role: dimension, entity: class of medication, label: Class}
  site:          {role: dimension, entity: site, label: Site}
  packs:         {role: measure, aggregate: sum, format: integer, unit: packs, direction: up_is_good, label: Packs in stock}
  reorder_level: {role: measure, format: integer, unit: packs, direction: none, label: Reorder level}
order: packs desc
chart: none
key: [medication, site]
max_age: 36h
on_stale: refuse
owner: pharmacy
---*/
SELECT m.name AS medication, m.class AS class, s.name AS site,
       SUM(b.packs) AS packs, m.reorder_packs AS reorder_level
FROM batches b
JOIN medications m ON m.id = b.medication_id
JOIN sites s ON s.id = b.site_id
GROUP BY m.id, s.id
ORDER BY packs DESC, medication, site;
