/*---
title: Months without forecasts
description: Months of the last 12 in which vehicles were sold and no forecast exists, with the units they concern
cadence: monthly
questions:
  - Months without forecasts
  - Is any forecast missing?
  - Which months have no forecast?
  - forecast gaps
  - Did planning forget a forecast?
  - For which months did nobody enter a prediction?
  - Are the forecasts complete?
  - holes in the forecast data of the last 12 months
not_questions:
  - Which models missed their forecast by most?
  - How many months ahead do we forecast?
  - How accurate was the forecast in each month?
synonyms:
  month: [gap]
period: last 12 months
columns:
  month:  {role: time, grain: month, type: date, format: date, label: Month}
  models: {role: measure, aggregate: none, format: integer, label: Models concerned}
  units:  {role: measure, aggregate: sum, format: integer, label: Units sold}
answer: "The forecasts of {month} are missing; {units} vehicles of {models} models were sold."
key: [month]
max_age: 800h
owner: data-office
---*/
SELECT date(s.sold_on, 'start of month') AS month,
       COUNT(DISTINCT s.model_id) AS models, COUNT(*) AS units
FROM sales s
WHERE s.sold_on >= :from AND s.sold_on < :until
  AND date(s.sold_on, 'start of month') NOT IN (SELECT month FROM forecasts)
GROUP BY date(s.sold_on, 'start of month')
ORDER BY month;
