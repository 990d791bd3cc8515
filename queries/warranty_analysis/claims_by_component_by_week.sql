/*---
title: Warranty claims by component and week
description: Claims for each component and its supplier in each of the last 8 full weeks
cadence: weekly
questions:
  - Warranty claims by component and week
  - weekly claims per component
  - How many claims does each component have per week?
  - claims for Battery pack B2
  - How do part failures develop week by week?
  - warranty cases for every part over the last 8 weeks
  - number of claims each week, split by part
  - weekly failure cost per component
not_questions:
  - Which component was redesigned this year?
  - Weekly repairs per component
  - How many components do we use each week?
synonyms:
  claims: [warranty claims, warranty cases]
  component: [part]
period: last 8 weeks
columns:
  week:      {role: time, grain: week, type: date, format: date, label: Week of}
  component: {role: dimension, entity: component, label: Component}
  supplier:  {role: dimension, entity: supplier, label: Supplier}
  claims:    {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Claims}
  cost:      {role: measure, aggregate: sum, format: currency, unit: USD, direction: down_is_good, label: Cost}
chart: {type: line, x: week, y: claims, series: component}
key: [week, component]
max_age: 192h
owner: quality
---*/
SELECT date(w.claimed_on, 'weekday 0', '-6 days') AS week,
       c.name AS component, s.name AS supplier, COUNT(*) AS claims,
       SUM(w.cost) AS cost
FROM warranty_claims w
JOIN components c ON c.id = w.component_id
JOIN suppliers s ON s.id = c.supplier_id
WHERE w.claimed_on >= :from AND w.claimed_on < :until
GROUP BY week, c.name, s.name
ORDER BY week, component;
