/*---
title: Covers and sales by restaurant and meal
description: Guests served and money taken in each restaurant last month, breakfast, lunch and dinner
cadence: monthly
questions:
  - How much did the restaurants sell?
  - covers by restaurant
  - How many breakfasts did we serve at Quay Kitchen?
  - Which restaurant takes the most money at dinner?
not_questions:
  - How many tables are booked for tonight?
  - What did the restaurants spend on food?
synonyms:
  sales: [restaurant sales, takings, food and beverage revenue]
  covers: [guests served, diners]
  restaurant: [outlet]
  meal: [meal period]
  Dinner: [supper, evening meal]
period: last month
columns:
  restaurant: {role: dimension, entity: restaurant, label: Restaurant}
  meal:       {role: dimension, entity: meal, label: Meal}
  covers:     {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Covers}
  sales:      {role: measure, aggregate: sum, format: currency, unit: EUR, direction: up_is_good, label: Sales}
order: sales desc
chart: {type: stacked_bar, x: restaurant, y: sales, series: meal, stacked: true}
max_age: 800h
owner: restaurants
---*/
SELECT t.name AS restaurant, m.meal, SUM(m.covers) AS covers,
       ROUND(SUM(m.sales), 2) AS sales
FROM meals m
JOIN restaurants t ON t.id = m.restaurant_id
WHERE m.day >= :from AND m.day < :until
GROUP BY t.id, m.meal
ORDER BY sales DESC, restaurant, m.meal;
