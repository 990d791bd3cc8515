/*---
title: Component availability status
description: Stock of each component over all plants, how long it lasts, and whether any plant is short
cadence: daily
questions:
  - Component availability status
  - Are all components available?
  - availability of brake components
  - component stock by family
  - stock of all components
  - Which part is short at the most plants?
  - How long do our parts last over all plants together?
  - parts list with status available, low or short
  - Where are we with parts availability?
not_questions:
  - Is the component catalogue available online?
  - Which components are no longer made?
  - When will the next delivery of parts arrive?
  - What do our components cost?
synonyms:
  component: [part]
  family: [component family, part group]
  on_hand: [available, stock]
columns:
  component:     {role: dimension, entity: component, label: Component}
  family:        {role: dimension, entity: component_family, label: Family}
  on_hand:       {role: measure, aggregate: sum, format: integer, label: On hand}
  daily_use:     {role: measure, aggregate: sum, format: integer, label: Daily use}
  days_of_cover: {role: measure, type: real, aggregate: none, format: decimal, direction: up_is_good, label: Days of cover}
  plants_short:  {role: measure, aggregate: none, format: integer, direction: down_is_good, label: Plants short}
  status:        {role: label, label: Status}
order: plants_short desc
chart: {type: bar, x: component, y: days_of_cover}
answer: "{component} is short at {plants_short} of the plants; all together hold {days_of_cover} days of it."
key: [component]
max_age: 36h
owner: procurement
---*/
SELECT c.name AS component, c.family AS family, SUM(k.on_hand) AS on_hand,
       SUM(k.daily_use) AS daily_use,
       ROUND(1.0 * SUM(k.on_hand) / SUM(k.daily_use), 1) AS days_of_cover,
       SUM(k.on_hand < k.daily_use * s.lead_time_days) AS plants_short,
       CASE WHEN SUM(k.on_hand < k.daily_use * s.lead_time_days) > 0
            THEN 'short'
            WHEN SUM(k.on_hand < k.daily_use * s.lead_time_days
                                 + k.safety_stock) > 0
            THEN 'low' ELSE 'available' END AS status
FROM component_stock k
JOIN components c ON c.id = k.component_id
JOIN suppliers s ON s.id = c.supplier_id
WHERE k.as_of = (SELECT MAX(as_of) FROM component_stock WHERE as_of < :as_of)
GROUP BY c.name, c.family
ORDER BY plants_short DESC, days_of_cover, component;
