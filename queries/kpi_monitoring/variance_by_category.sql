/*---
title: Variance report by category
description: How far each category of metrics is from its targets on average, and how many meet them, last 28 days
cadence: weekly
questions:
  - Variance reports by category
  - What is the variance to target in each KPI category?
  - actual versus target variance by category
  - How many metrics of each category meet their target?
  - How far off target is each KPI area on average?
  - Which KPI area beats its goals by the widest distance?
  - count of KPIs on and below target in every area
not_questions:
  - What is the statistical variance of our prices?
  - Budget variance by cost centre
  - Variance of the number of vehicles built by plant
  - Variance of each metric by week
synonyms:
  variance: [deviation, difference to target]
  category: [KPI category, area]
period: last 28 days
columns:
  category: {role: dimension, entity: kpi_category, label: Category}
  metrics:  {role: measure, aggregate: sum, format: integer, label: Metrics}
  on_target: {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: On target}
  below_target: {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Below target}
  variance: {role: measure, type: real, aggregate: none, format: percent, direction: up_is_good, label: Mean variance}
order: variance desc
chart: {type: bar, x: category, y: variance}
answer: "{category} does best against its targets: {variance} on average."
key: [category]
max_age: 192h
owner: performance-office
---*/
WITH attained AS (
    SELECT v.metric, v.category,
           CASE t.direction WHEN 'up' THEN AVG(v.value) / t.target - 1
                ELSE 1 - AVG(v.value) / t.target END AS variance
    FROM kpi_values v
    JOIN kpi_targets t ON t.metric = v.metric
     AND t.period = strftime('%Y', :until, '-1 day') || '-Q'
                    || ((strftime('%m', :until, '-1 day') + 2) / 3)
    WHERE v.day >= :from AND v.day < :until
    GROUP BY v.metric, v.category, t.target, t.direction
)
SELECT category, COUNT(*) AS metrics, SUM(variance >= 0) AS on_target,
       SUM(variance < 0) AS below_target, ROUND(AVG(variance), 4) AS variance
FROM attained
GROUP BY category
ORDER BY AVG(attained.variance) DESC, category;
