/*---
title: Stockout risk analysis
description: Days that each component lasts at each plant against its supplier's lead time, most urgent first
cadence: daily
questions:
  - Stockout risk analysis
  - Which components will run out?
  - Which parts run out before the supplier can deliver?
  - shortage risk by component and plant
  - What should we reorder first?
  - Will a line have to stop for lack of parts?
  - Which part will be gone first?
  - most urgent components to order
  - days of supply left against supplier lead time
  - What are we about to run short of, and at which plant?
not_questions:
  - Which dealers ran out of cars?
  - What is the risk of losing a supplier?
  - Which components did we order last week?
  - How many days was a component out of stock?
synonyms:
  days_left: [days of cover, range]
  component: [part]
  margin_days: [safety margin, slack]
columns:
  component:      {role: dimension, entity: component, label: Component}
  plant:          {role: dimension, entity: plant, label: Plant}
  supplier:       {role: dimension, entity: supplier, label: Supplier}
  on_hand:        {role: measure, aggregate: sum, format: integer, label: On hand}
  daily_use:      {role: measure, aggregate: sum, format: integer, label: Daily use}
  days_left:      {role: measure, type: real, aggregate: min, format: decimal, direction: up_is_good, label: Days left}
  lead_time_days: {role: measure, aggregate: max, format: integer, unit: days, label: Lead time (days)}
  margin_days:    {role: measure, type: real, aggregate: min, format: decimal, direction: up_is_good, label: Margin (days)}
  risk:           {role: label, label: Risk}
order: margin_days asc
chart: {type: scatter, x: lead_time_days, y: days_left}
answer: "{component} in {plant} is most at risk: it lasts {days_left} days, and {supplier} needs {lead_time_days}."
key: [component, plant]
max_age: 36h
on_stale: refuse
owner: procurement
verified_by: tomas@example.com
verified_at: 2026-09-28
---*/
SELECT c.name AS component, p.name AS plant, s.name AS supplier,
       k.on_hand AS on_hand, k.daily_use AS daily_use,
       ROUND(1.0 * k.on_hand / k.daily_use, 1) AS days_left,
       s.lead_time_days AS lead_time_days,
       ROUND(1.0 * k.on_hand / k.daily_use - s.lead_time_days, 1)
           AS margin_days,
       CASE WHEN k.on_hand < k.daily_use * s.lead_time_days THEN 'runs out'
            WHEN k.on_hand < k.daily_use * s.lead_time_days + k.safety_stock
            THEN 'watch' ELSE 'safe' END AS risk
FROM component_stock k
JOIN components c ON c.id = k.component_id
JOIN suppliers s ON s.id = c.supplier_id
JOIN plants p ON p.id = k.plant_id
WHERE k.as_of = (SELECT MAX(as_of) FROM component_stock WHERE as_of < :as_of)
ORDER BY margin_days, component, plant;
