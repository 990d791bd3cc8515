/*---
title: Components with repeat repairs
description: Repairs and repeated repairs of each component, last 90 days
cadence: daily
questions:
  - Components with repeat repairs
  - Which components have to be repaired twice?
  - repeat repair rate by component
  - What comes back to the workshop again and again?
  - Which parts do not stay fixed?
  - comeback rate by part
  - What do mechanics have to fix more than once?
  - Which part causes the most comebacks?
  - Do we repair some components over and over?
not_questions:
  - Which customers come back to buy again?
  - How often is each component inspected?
  - Which dealers have the most repeat repairs?
  - How much do repeat repairs cost?
synonyms:
  repeats: [repeat repairs, repeated repairs, comebacks]
  repeat_ratio: [repeat rate, repeat repair rate]
period: last 90 days
columns:
  component:    {role: dimension, entity: component, label: Component}
  family:       {role: dimension, entity: component_family, label: Family}
  repairs:      {role: measure, aggregate: sum, format: integer, label: Repairs}
  repeats:      {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Repeat repairs}
  repeat_ratio: {role: measure, type: real, aggregate: none, format: percent, direction: down_is_good, label: Repeat rate}
order: repeats desc
chart: {type: bar, x: component, y: repeats}
answer: "{component} has the most repeat repairs: {repeats} of {repairs}."
key: [component]
max_age: 36h
owner: quality
---*/
SELECT c.name AS component, c.family AS family, COUNT(*) AS repairs,
       SUM(x.is_repeat) AS repeats,
       ROUND(1.0 * SUM(x.is_repeat) / COUNT(*), 4) AS repeat_ratio
FROM repairs x
JOIN components c ON c.id = x.component_id
WHERE x.opened_on >= :from AND x.opened_on < :until
GROUP BY c.name, c.family
ORDER BY repeats DESC, repairs DESC, component;
