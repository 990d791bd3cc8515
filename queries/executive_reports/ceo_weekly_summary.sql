/*---
title: CEO weekly summary
description: The company's main figures of last week against the week before
cadence: weekly
questions:
  - CEO weekly summary
  - executive summary of last week
  - How did the company do last week?
  - weekly management report
  - key figures of last week
  - Give me the business overview of last week
  - How did last week go?
  - headline numbers for the board, last week and the week before
  - weekly flash report
not_questions:
  - What is on the CEO's calendar next week?
  - Who is our CEO?
  - How did the company do yesterday?
  - Executive summary of last month
synonyms:
  measure: [figure, key figure]
  last_week: [value]
period: last week
columns:
  place:       {role: identifier, label: Place}
  measure:     {role: dimension, entity: measure, label: Measure}
  last_week:   {role: measure, aggregate: none, format: integer, label: Last week}
  week_before: {role: measure, aggregate: none, format: integer, label: Week before}
  change:      {role: measure, type: real, aggregate: none, format: percent, label: Change}
order: place asc
chart: {type: bar, x: measure, y: change}
answer: "{measure}: {last_week} last week, {change} on the week before."
key: [measure]
max_age: 192h
owner: executive-office
verified_by: lena@example.com
verified_at: 2026-11-02
---*/
WITH span AS (
    SELECT :from AS start, :until AS stop, date(:from, '-7 days') AS before
), figures AS (
    SELECT 1 AS place, 'Revenue' AS measure,
           SUM(CASE WHEN sold_on >= start THEN price ELSE 0 END) AS last_week,
           SUM(CASE WHEN sold_on < start THEN price ELSE 0 END) AS week_before
    FROM span, sales WHERE sold_on >= before AND sold_on < stop
    UNION ALL
    SELECT 2, 'Vehicles sold', SUM(sold_on >= start), SUM(sold_on < start)
    FROM span, sales WHERE sold_on >= before AND sold_on < stop
    UNION ALL
    SELECT 3, 'EVs sold', SUM(sold_on >= start), SUM(sold_on < start)
    FROM span, sales s JOIN models m ON m.id = s.model_id
    WHERE m.powertrain = 'EV' AND sold_on >= before AND sold_on < stop
    UNION ALL
    SELECT 4, 'Gross profit',
           SUM(CASE WHEN sold_on >= start THEN price - cost ELSE 0 END),
           SUM(CASE WHEN sold_on < start THEN price - cost ELSE 0 END)
    FROM span, sales WHERE sold_on >= before AND sold_on < stop
    UNION ALL
    SELECT 5, 'F&I revenue',
           SUM(CASE WHEN sold_on >= start THEN revenue ELSE 0 END),
           SUM(CASE WHEN sold_on < start THEN revenue ELSE 0 END)
    FROM span, fni_contracts WHERE sold_on >= before AND sold_on < stop
    UNION ALL
    SELECT 6, 'Vehicles built',
           SUM(CASE WHEN made_on >= start THEN units ELSE 0 END),
           SUM(CASE WHEN made_on < start THEN units ELSE 0 END)
    FROM span, production WHERE made_on >= before AND made_on < stop
    UNION ALL
    SELECT 7, 'Downtime minutes',
           SUM(CASE WHEN made_on >= start THEN downtime_minutes ELSE 0 END),
           SUM(CASE WHEN made_on < start THEN downtime_minutes ELSE 0 END)
    FROM span, production WHERE made_on >= before AND made_on < stop
    UNION ALL
    SELECT 8, 'Warranty claims', SUM(claimed_on >= start),
           SUM(claimed_on < start)
    FROM span, warranty_claims
    WHERE claimed_on >= before AND claimed_on < stop
    UNION ALL
    SELECT 9, 'Complaints', SUM(made_on >= start), SUM(made_on < start)
    FROM span, complaints WHERE made_on >= before AND made_on < stop
    UNION ALL
    SELECT 10, 'New leads', SUM(created_on >= start), SUM(created_on < start)
    FROM span, leads WHERE created_on >= before AND created_on < stop
)
SELECT place, measure, last_week, week_before,
       ROUND(1.0 * last_week / NULLIF(week_before, 0) - 1, 4) AS change
FROM figures
ORDER BY place;
