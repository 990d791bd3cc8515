/*---
title: Year over year comparison
description: Main figures of the last 365 days against the 365 days before
cadence: weekly
questions:
  - Year over year comparison
  - How much did revenue grow compared with the year before?
  - Are warranty claims up on a year ago?
  - growth rates year on year
  - YoY growth
  - How do our main figures compare with a year earlier?
  - Are we bigger than a year ago?
  - annual growth of revenue, units and claims
  - Which figure grew the most against the year before?
  - Do we sell more cars than a year ago?
not_questions:
  - How will we grow next year?
  - How does our growth compare with the market?
  - How did last week compare with the same week a year ago?
  - Year over year growth of each region
synonyms:
  growth: [change, increase]
  measure: [figure, key figure]
period: last 365 days
columns:
  measure:     {role: dimension, entity: measure, label: Measure}
  last_year:   {role: measure, aggregate: none, format: integer, label: Last 365 days}
  year_before: {role: measure, aggregate: none, format: integer, label: 365 days before}
  growth:      {role: measure, type: real, aggregate: none, format: percent, label: Growth}
order: growth desc
chart: {type: bar, x: measure, y: growth}
answer: "{measure}: {last_year} in 365 days, {growth} on the year before."
key: [measure]
max_age: 192h
owner: executive-office
---*/
WITH span AS (
    SELECT :from AS start, :until AS stop, date(:from, '-365 days') AS before
), figures AS (
    SELECT 'Revenue' AS measure,
           SUM(CASE WHEN sold_on >= start THEN price ELSE 0 END) AS last_year,
           SUM(CASE WHEN sold_on < start THEN price ELSE 0 END) AS year_before
    FROM span, sales WHERE sold_on >= before AND sold_on < stop
    UNION ALL
    SELECT 'Vehicles sold', SUM(sold_on >= start), SUM(sold_on < start)
    FROM span, sales WHERE sold_on >= before AND sold_on < stop
    UNION ALL
    SELECT 'EVs sold', SUM(sold_on >= start), SUM(sold_on < start)
    FROM span, sales s JOIN models m ON m.id = s.model_id
    WHERE m.powertrain = 'EV' AND sold_on >= before AND sold_on < stop
    UNION ALL
    SELECT 'F&I revenue',
           SUM(CASE WHEN sold_on >= start THEN revenue ELSE 0 END),
           SUM(CASE WHEN sold_on < start THEN revenue ELSE 0 END)
    FROM span, fni_contracts WHERE sold_on >= before AND sold_on < stop
    UNION ALL
    SELECT 'Warranty claims', SUM(claimed_on >= start), SUM(claimed_on < start)
    FROM span, warranty_claims
    WHERE claimed_on >= before AND claimed_on < stop
    UNION ALL
    SELECT 'Repairs', SUM(opened_on >= start), SUM(opened_on < start)
    FROM span, repairs WHERE opened_on >= before AND opened_on < stop
    UNION ALL
    SELECT 'Complaints', SUM(made_on >= start), SUM(made_on < start)
    FROM span, complaints WHERE made_on >= before AND made_on < stop
)
SELECT measure, last_year, year_before,
       ROUND(1.0 * last_year / NULLIF(year_before, 0) - 1, 4) AS growth
FROM figures
ORDER BY growth DESC, measure;
