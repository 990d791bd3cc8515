/*---
title: KPI attainment by category and week
description: Mean attainment of targets (1 is on target) in each category of metrics, last 12 full weeks
cadence: weekly
questions:
  - KPI attainment by week
  - How has KPI performance developed over the last 12 weeks?
  - weekly trend of KPI categories
  - Are our KPIs getting better or worse?
  - target achievement of each KPI group, week by week
  - Do the KPI areas move closer to their goals?
  - KPI trend over the last 12 weeks
  - How close did each category of metrics come to its goal in every week?
  - Is the distance to our targets shrinking from week to week?
not_questions:
  - Which KPIs were added in the last 12 weeks?
  - How did each single metric develop day by day?
  - How many KPIs miss their target?
synonyms:
  attainment: [achievement, performance against target]
period: last 12 weeks
columns:
  week:       {role: time, grain: week, type: date, format: date, label: Week of}
  category:   {role: dimension, entity: kpi_category, label: Category}
  attainment: {role: measure, type: real, aggregate: none, format: percent, direction: up_is_good, label: Attainment}
chart: {type: line, x: week, y: attainment, series: category}
key: [week, category]
max_age: 192h
owner: performance-office
---*/
WITH weekly AS (
    SELECT date(day, 'weekday 0', '-6 days') AS week, metric, category,
           AVG(value) AS actual
    FROM kpi_values
    WHERE day >= :from AND day < :until
    GROUP BY week, metric, category
)
SELECT w.week AS week, w.category AS category,
       ROUND(AVG(CASE t.direction WHEN 'up' THEN w.actual / t.target
                      ELSE t.target / w.actual END), 4) AS attainment
FROM weekly w
JOIN kpi_targets t ON t.metric = w.metric
 AND t.period = strftime('%Y', w.week) || '-Q'
                || ((strftime('%m', w.week) + 2) / 3)
GROUP BY w.week, w.category
ORDER BY week, category;
