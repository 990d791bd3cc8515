/*---
title: Food waste by restaurant and reason
description: Kilograms of food that were thrown away and what they had cost, last 28 days
questions:
  - How much food do we throw away?
  - food waste by restaurant
  - Which kitchen wastes the most?
  - What does food waste from the buffet cost us?
not_questions:
  - How much waste do the rooms produce?
  - How much food did we buy?
synonyms:
  waste_kg: [food waste, wasted food, thrown away]
  waste_cost: [cost of food waste]
  restaurant: [kitchen, outlet]
  Plates: [leftovers]
  Spoilt: [spoiled, out of date]
period: last 28 days
columns:
  restaurant: {role: dimension, entity: restaurant, label: Restaurant}
  reason:     {role: dimension, entity: waste reason, label: Reason}
  waste_kg:   {role: measure, aggregate: sum, type: real, format: decimal, unit: kg, direction: down_is_good, label: Waste}
  waste_cost: {role: measure, aggregate: sum, format: currency, unit: EUR, direction: down_is_good, label: Cost}
order: waste_kg desc
chart: {type: stacked_bar, x: restaurant, y: waste_kg, series: reason, stacked: true}
max_age: 36h
owner: restaurants
---*/
SELECT t.name AS restaurant, w.reason, ROUND(SUM(w.kg), 1) AS waste_kg,
       ROUND(SUM(w.cost), 2) AS waste_cost
FROM food_waste w
JOIN restaurants t ON t.id = w.restaurant_id
WHERE w.day >= :from AND w.day < :until
GROUP BY t.id, w.reason
ORDER BY waste_kg DESC, restaurant, w.reason;
