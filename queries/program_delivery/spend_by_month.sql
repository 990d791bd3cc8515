/*---
title: Program spend by month
description: What every program spent in each of the last 12 months
cadence: monthly
questions:
  - Program spend by month
  - How much do our programs spend each month?
  - monthly burn rate of the programs
  - What do our initiatives cost us per month?
  - project expenditure over the last 12 months
  - cash going out for programs, month by month
  - Which project burns the most money per month?
  - How has program spending developed?
not_questions:
  - How much do we spend on parts each month?
  - Which program has spent the largest share of its budget?
  - Program spend by supplier
synonyms:
  spend: [spending, burn, burn rate]
  program: [project, initiative]
period: last 12 months
columns:
  month:   {role: time, grain: month, type: date, format: date, label: Month}
  program: {role: dimension, entity: program, label: Program}
  spend:   {role: measure, aggregate: sum, format: currency, unit: USD, label: Spend}
chart: {type: bar, x: month, y: spend, series: program, stacked: true}
key: [month, program]
max_age: 800h
owner: program-office
---*/
SELECT x.month AS month, p.name AS program, x.amount AS spend
FROM program_spend x
JOIN programs p ON p.id = x.program_id
WHERE x.month >= :from AND x.month < :until
ORDER BY month, program;
