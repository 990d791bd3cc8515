/*---
title: Sales with a negative price
description: Sales whose price is below zero, which must be a mistake
cadence: daily
questions:
  - Sales with a negative price
  - Are there negative prices?
  - Which sales have a wrong price?
  - price below zero
  - Were any cars sold for less than nothing?
  - minus prices in the sales data
  - Do we have transactions with an amount under zero?
  - vehicles invoiced at a negative amount
not_questions:
  - Which models did we sell at a loss?
  - Which sales had the biggest discount?
  - What is our cheapest car?
synonyms:
  sale: [sale number]
columns:
  sale:    {role: identifier, label: Sale}
  sold_on: {role: label, type: date, format: date, label: Sold on}
  dealer:  {role: dimension, entity: dealer, label: Dealer}
  model:   {role: dimension, entity: model, label: Model}
  price:   {role: measure, aggregate: sum, format: currency, unit: USD, label: Price}
order: price asc
answer: "The lowest price is that of sale {sale}: {price} for a {model} at {dealer}."
key: [sale]
max_age: 36h
owner: data-office
---*/
SELECT s.id AS sale, s.sold_on AS sold_on, d.name AS dealer,
       m.name AS model, s.price AS price
FROM sales s
JOIN dealers d ON d.id = s.dealer_id
JOIN models m ON m.id = s.model_id
WHERE s.price < 0
ORDER BY price, sale;
