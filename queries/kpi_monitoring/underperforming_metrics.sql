/*---
title: Underperforming metrics
description: Metrics whose mean of the last 28 days misses the target of the quarter by more than 2 percent
cadence: daily
questions:
  - Which metrics are underperforming?
  - Which KPIs are below target?
  - What metrics need attention?
  - KPIs that miss their target
  - Where are we falling short of our goals?
  - off-target KPIs
  - Which indicator lags its goal the most?
  - Do any of our metrics miss the mark?
  - red KPIs and by how much they miss
not_questions:
  - Which employees are underperforming?
  - Which dealers are below their sales target?
  - Which KPIs exceed their target?
  - Which programs are underperforming?
synonyms:
  shortfall: [gap, miss, distance to target]
  metric: [KPI, indicator]
period: last 28 days
columns:
  metric:    {role: dimension, entity: metric, label: Metric}
  category:  {role: dimension, entity: kpi_category, label: Category}
  actual:    {role: measure, type: real, aggregate: none, format: decimal, label: Actual}
  target:    {role: measure, type: real, aggregate: none, format: decimal, label: Target}
  shortfall: {role: measure, type: real, aggregate: none, format: percent, direction: down_is_good, label: Shortfall}
order: shortfall desc
chart: {type: bar, x: metric, y: shortfall}
answer: "{metric} is furthest from its target, which it misses by {shortfall}."
key: [metric]
max_age: 36h
owner: performance-office
---*/
WITH attained AS (
    SELECT v.metric, v.category, AVG(v.value) AS actual, t.target,
           CASE t.direction WHEN 'up' THEN 1 - AVG(v.value) / t.target
                ELSE AVG(v.value) / t.target - 1 END AS shortfall
    FROM kpi_values v
    JOIN kpi_targets t ON t.metric = v.metric
     AND t.period = strftime('%Y', :until, '-1 day') || '-Q'
                    || ((strftime('%m', :until, '-1 day') + 2) / 3)
    WHERE v.day >= :from AND v.day < :until
    GROUP BY v.metric, v.category, t.target, t.direction
)
SELECT metric, category, ROUND(actual, 3) AS actual,
       ROUND(target, 3) AS target, ROUND(shortfall, 4) AS shortfall
FROM attained
WHERE attained.shortfall > 0.02
ORDER BY attained.shortfall DESC, metric;
