/*---
title: Finished repairs by trade
description: Repairs that were finished in the last 90 days, how long they took and what they cost
questions:
  - How long does a repair take?
  - repair cost by trade
  - How many heating repairs were done?
  - Which kind of repair costs the most?
not_questions:
  - How many repairs are not finished yet?
  - What does it cost to renovate a room?
synonyms:
  repairs: [finished repairs, maintenance jobs]
  mean_days: [repair time]
  cost: [repair cost, maintenance cost]
  trade: [kind of repair]
  Electrics: [electrical]
  Air conditioning: [AC, aircon]
period: last 90 days
columns:
  trade:     {role: dimension, entity: trade, label: Trade}
  repairs:   {role: measure, aggregate: sum, format: integer, label: Repairs}
  mean_days: {role: measure, type: real, format: decimal, unit: days, direction: down_is_good, label: Mean days}
  cost:      {role: measure, aggregate: sum, format: currency, unit: EUR, direction: down_is_good, label: Cost}
order: cost desc
max_age: 36h
owner: maintenance
---*/
SELECT trade, COUNT(*) AS repairs,
       ROUND(AVG(julianday(finished_on) - julianday(reported_on)), 1) AS mean_days,
       SUM(cost) AS cost
FROM repairs
WHERE finished_on >= :from AND finished_on < :until
GROUP BY trade
ORDER BY cost DESC, trade;
