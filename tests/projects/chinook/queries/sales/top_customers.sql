/*---
title: Top customers
description: What each customer spent in all years, most first
questions:
  - Who are the top customers?
  - Who are our best customers?
  - Which customers spent the most?
  - How much did each customer spend?
synonyms: {customers: [buyers, clients]}
columns:
  customer: {role: dimension, entity: customer}
  country: {role: dimension, entity: country}
  spent: {role: measure, aggregate: sum, format: currency, direction: up_is_good}
  invoices: {role: measure, aggregate: sum, format: integer}
order: spent desc
answer: "{customer} from {country} spent most: {spent}."
key: customer
---*/
SELECT c.FirstName || ' ' || c.LastName AS customer, c.Country AS country,
       ROUND(SUM(i.Total), 2) AS spent, COUNT(*) AS invoices
FROM Customer c
JOIN Invoice i ON i.CustomerId = c.CustomerId
GROUP BY c.CustomerId
ORDER BY spent DESC, customer
