/*---
title: Components with rising claims
description: Claims for each component in the last 3 full weeks against the 3 weeks before, largest rise first
cadence: weekly
questions:
  - Components with rising claims
  - Which component's claims are rising?
  - Are battery claims going up?
  - Where are warranty claims increasing?
  - change in claims by component and supplier
  - Which parts are getting worse?
  - jump in warranty cases by part
  - early warning of failing parts
  - Whose parts are causing more and more claims?
  - Do we see a new quality issue building up with a component?
not_questions:
  - Which component prices are rising?
  - Which regions have rising complaints?
  - Is the cost per claim rising?
  - Which models have rising claims?
synonyms:
  change: [rise, increase, growth]
  component: [part]
  supplier: [vendor]
period: last 6 weeks
columns:
  component: {role: dimension, entity: component, label: Component}
  family:    {role: dimension, entity: component_family, label: Family}
  supplier:  {role: dimension, entity: supplier, label: Supplier}
  claims:    {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Last 3 weeks}
  previous:  {role: measure, aggregate: sum, format: integer, label: 3 weeks before}
  change:    {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Change}
order: change desc
chart: {type: bar, x: component, y: change}
answer: "Claims for {component} by {supplier} rose the most: from {previous} to {claims} in three weeks."
key: [component]
max_age: 192h
owner: quality
verified_by: ines@example.com
verified_at: 2026-10-30
---*/
SELECT c.name AS component, c.family AS family, s.name AS supplier,
       SUM(w.claimed_on >= date(:from, '+21 days')) AS claims,
       SUM(w.claimed_on < date(:from, '+21 days')) AS previous,
       SUM(CASE WHEN w.claimed_on >= date(:from, '+21 days') THEN 1 ELSE -1 END)
           AS change
FROM warranty_claims w
JOIN components c ON c.id = w.component_id
JOIN suppliers s ON s.id = c.supplier_id
WHERE w.claimed_on >= :from AND w.claimed_on < :until
GROUP BY c.name, c.family, s.name
ORDER BY change DESC, claims DESC, component;
