/*---
title: Average invoice by country
description: What an invoice comes to on average in each country, all years
questions:
  - What is the average invoice by country?
  - How large is an average invoice in each country?
  - Which country has the largest average invoice?
  - What is the average invoice in Chile?
columns:
  country: {role: dimension, entity: country}
  average_invoice: {role: measure, format: currency, direction: up_is_good}
order: average_invoice desc
key: country
---*/
SELECT BillingCountry AS country, ROUND(AVG(Total), 4) AS average_invoice
FROM Invoice
GROUP BY BillingCountry
ORDER BY average_invoice DESC, country
