/*---
title: Dishes sold
description: Portions of each dish in all restaurants together, last 7 days
questions:
  - Which dishes sell best?
  - portions sold by dish
  - How many portions of the veal schnitzel did we sell?
  - What is our most popular dessert?
not_questions:
  - Which dishes are on the menu today?
  - What does a portion cost us to make?
synonyms:
  portions: [plates, servings]
  sales: [dish sales]
  dish: [menu item, food]
  Main: [main course]
  Starter: [appetiser, first course]
  Dessert: [sweet, pudding]
period: last 7 days
columns:
  dish:     {role: dimension, entity: dish, label: Dish}
  course:   {role: dimension, entity: course, label: Course}
  portions: {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Portions}
  sales:    {role: measure, aggregate: sum, format: currency, unit: EUR, direction: up_is_good, label: Sales}
order: portions desc
key: [dish]
max_age: 36h
owner: restaurants
---*/
SELECT d.name AS dish, d.course, SUM(s.portions) AS portions,
       ROUND(SUM(s.portions * d.price), 2) AS sales
FROM dish_sales s
JOIN dishes d ON d.id = s.dish_id
WHERE s.day >= :from AND s.day < :until
GROUP BY d.id
ORDER BY portions DESC, dish;
