/*---
title: Powertrain mix by region
description: Units of electric, hybrid and combustion vehicles in each region, last quarter
cadence: monthly
questions:
  - Powertrain mix by region
  - What is the mix of EV, hybrid and ICE vehicles last quarter?
  - How many hybrids did we sell last quarter?
  - combustion versus electric share by region
  - How electrified are our sales?
  - share of drive types by region last quarter
  - Which type of engine sold most last quarter?
  - hybrid, electric and combustion split across territories
not_questions:
  - Which powertrain is the most profitable?
  - How many EVs did we sell last week?
  - Which powertrain has the most warranty claims?
synonyms:
  powertrain: [drive type, engine type]
period: last quarter
columns:
  region:     {role: dimension, entity: region, label: Region}
  powertrain: {role: dimension, entity: powertrain, label: Powertrain}
  units:      {role: measure, aggregate: sum, format: integer, label: Units}
  revenue:    {role: measure, aggregate: sum, format: currency, unit: USD, label: Revenue}
order: units desc
chart: {type: bar, x: region, y: units, series: powertrain, stacked: true}
answer: "{powertrain} in the {region} is the largest group with {units} units."
key: [region, powertrain]
max_age: 800h
owner: product-planning
---*/
SELECT r.name AS region, m.powertrain AS powertrain,
       COUNT(*) AS units, SUM(s.price) AS revenue
FROM sales s
JOIN dealers d ON d.id = s.dealer_id
JOIN regions r ON r.id = d.region_id
JOIN models m ON m.id = s.model_id
WHERE s.sold_on >= :from AND s.sold_on < :until
GROUP BY r.name, m.powertrain
ORDER BY units DESC, region, powertrain;
