/*---
title: Sales by country
description: Revenue and invoices of each country that invoices went to, all years
questions:
  - What are the sales by country?
  - How much revenue did each country bring?
  - Which country has the most sales?
  - What are the sales in Brazil?
not_questions:
  - How many customers does each country have?
synonyms: {sales: [revenue, turnover, income]}
columns:
  country: {role: dimension, entity: country}
  revenue: {role: measure, aggregate: sum, format: currency, direction: up_is_good}
  invoices: {role: measure, aggregate: sum, format: integer}
order: revenue desc
answer: "{country} leads with revenue of {revenue} from {invoices} invoices."
key: country
---*/
SELECT BillingCountry AS country, ROUND(SUM(Total), 2) AS revenue,
       COUNT(*) AS invoices
FROM Invoice
GROUP BY BillingCountry
ORDER BY revenue DESC, country
