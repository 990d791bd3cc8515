/*---
title: Energy by month and kind
description: Kilowatt hours of electricity, gas and district heating and what they cost, last 12 months
cadence: monthly
questions:
  - How much energy do we use each month?
  - energy cost by month
  - How much did gas cost in January?
  - How has our electricity use developed?
not_questions:
  - How much water do we use?
  - What will electricity cost next winter?
synonyms:
  energy_kwh: [energy use, consumption, kWh]
  energy_cost: [energy bill]
  energy: [kind of energy]
  Electricity: [power]
period: last 12 months
columns:
  month:       {role: time, grain: month, type: date, format: date, label: Month}
  energy:      {role: dimension, entity: energy, label: Energy}
  energy_kwh:  {role: measure, aggregate: sum, format: integer, unit: kWh, direction: down_is_good, label: kWh}
  energy_cost: {role: measure, aggregate: sum, format: currency, unit: EUR, direction: down_is_good, label: Cost}
chart: {type: line, x: month, y: energy_cost, series: energy}
max_age: 800h
owner: maintenance
---*/
SELECT month, kind AS energy, SUM(kwh) AS energy_kwh,
       ROUND(SUM(cost), 2) AS energy_cost
FROM energy
WHERE month >= :from AND month < :until
GROUP BY month, kind
ORDER BY month, energy;
