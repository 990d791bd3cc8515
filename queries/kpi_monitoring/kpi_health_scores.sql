/*---
title: KPI health scores
description: Every metric's mean of the last 28 days against its target of the quarter; 100 is on target
cadence: daily
questions:
  - Show me KPI health scores
  - How healthy are our KPIs?
  - KPI scorecard
  - health score of each metric
  - Are we meeting our KPI targets?
  - How are we doing on our key performance indicators?
  - traffic lights for all metrics
  - Which metric is in the best shape?
  - Where does each indicator stand against its goal?
  - healthy, watch or at risk for every KPI
not_questions:
  - How healthy are our employees?
  - Who sets the KPI targets?
  - Health score of each dealer
  - How healthy were our KPIs last year?
synonyms:
  score: [health score, KPI score, attainment]
  metric: [KPI, key figure, indicator]
period: last 28 days
columns:
  metric:   {role: dimension, entity: metric, label: Metric}
  category: {role: dimension, entity: kpi_category, label: Category}
  actual:   {role: measure, type: real, aggregate: none, format: decimal, label: Actual}
  target:   {role: measure, type: real, aggregate: none, format: decimal, label: Target}
  score:    {role: measure, type: real, aggregate: none, format: decimal, direction: up_is_good, label: Health score}
  status:   {role: label, label: Status}
order: score desc
chart: {type: bar, x: metric, y: score}
answer: "{metric} is the healthiest metric, with a score of {score}."
key: [metric]
max_age: 36h
owner: performance-office
verified_by: lena@example.com
verified_at: 2026-10-20
---*/
WITH attained AS (
    SELECT v.metric, v.category, AVG(v.value) AS actual, t.target,
           CASE t.direction WHEN 'up' THEN 100.0 * AVG(v.value) / t.target
                ELSE 100.0 * t.target / AVG(v.value) END AS score
    FROM kpi_values v
    JOIN kpi_targets t ON t.metric = v.metric
     AND t.period = strftime('%Y', :until, '-1 day') || '-Q'
                    || ((strftime('%m', :until, '-1 day') + 2) / 3)
    WHERE v.day >= :from AND v.day < :until
    GROUP BY v.metric, v.category, t.target, t.direction
)
SELECT metric, category, ROUND(actual, 3) AS actual,
       ROUND(target, 3) AS target, ROUND(MIN(score, 120.0), 1) AS score,
       CASE WHEN score >= 98 THEN 'healthy' WHEN score >= 92 THEN 'watch'
            ELSE 'at risk' END AS status
FROM attained
ORDER BY attained.score DESC, metric;
