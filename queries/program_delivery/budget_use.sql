/*---
title: Program budget use
description: Budget, spend and share of both money and time used by every program
cadence: weekly
questions:
  - Program budget use
  - Which programs are over budget?
  - How much of the budget has been spent?
  - budget versus spend by program
  - Are our programs within their budgets?
  - Is any project running out of money?
  - Which initiative is nearest to the end of its funds?
  - percentage of funding consumed against time elapsed
  - Do we have projects that cost more than approved?
  - Where are we with project costs against plan?
not_questions:
  - What is the marketing budget?
  - Who approves program budgets?
  - How much did the programs spend last month?
  - How much budget is planned for next year?
synonyms:
  spend: [spending, money spent]
  budget_used: [budget use, budget consumption]
  program: [project, initiative]
columns:
  program:     {role: dimension, entity: program, label: Program}
  owner:       {role: dimension, entity: owner, label: Owner}
  budget:      {role: measure, aggregate: sum, format: currency, unit: USD, label: Budget}
  spend:       {role: measure, aggregate: sum, format: currency, unit: USD, label: Spend}
  budget_used: {role: measure, type: real, aggregate: none, format: percent, direction: down_is_good, label: Budget used}
  time_used:   {role: measure, type: real, aggregate: none, format: percent, label: Time used}
order: budget_used desc
chart: {type: bar, x: program, y: budget_used}
answer: "{program} has used most of its budget: {budget_used}, after {time_used} of its time."
key: [program]
max_age: 192h
owner: program-office
verified_by: paul@example.com
verified_at: 2026-10-16
---*/
SELECT p.name AS program, p.owner AS owner, p.budget AS budget,
       p.spend AS spend, ROUND(1.0 * p.spend / p.budget, 4) AS budget_used,
       ROUND((julianday(:as_of) - julianday(p.started_on))
             / (julianday(p.due_on) - julianday(p.started_on)), 4)
           AS time_used
FROM programs p
ORDER BY budget_used DESC, program;
