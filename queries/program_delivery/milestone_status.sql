/*---
title: Milestone status
description: Every milestone of every program, whether it is done, overdue or still to come, and how late it is
cadence: daily
questions:
  - Milestone status
  - Which milestones are overdue?
  - program schedule and delays
  - Is the Ion Platform 2 on schedule?
  - Which milestone slipped the most?
  - Are our projects on time?
  - project timeline with due and done dates
  - What deadlines have we missed?
  - Where do the programs stand on their milestones?
not_questions:
  - Which deliveries to customers are overdue?
  - Which sprints did not finish their points?
  - When does the next program start?
synonyms:
  days_late: [delay, days overdue]
  program: [project, initiative]
columns:
  program:   {role: dimension, entity: program, label: Program}
  milestone: {role: dimension, entity: milestone, label: Milestone}
  due_on:    {role: label, type: date, format: date, label: Due}
  done_on:   {role: label, type: date, format: date, label: Done}
  status:    {role: dimension, entity: milestone_status, label: Status}
  days_late: {role: measure, aggregate: max, format: integer, unit: days, direction: down_is_good, label: Days late}
order: days_late desc
chart: {type: bar, x: program, y: days_late, series: milestone}
answer: "{milestone} of {program} is the latest: {days_late} days."
key: [program, milestone]
max_age: 36h
owner: program-office
---*/
SELECT p.name AS program, x.name AS milestone, x.due_on AS due_on,
       x.done_on AS done_on,
       CASE WHEN x.done_on < :as_of THEN 'done'
            WHEN x.due_on < :as_of THEN 'overdue' ELSE 'to come' END AS status,
       CAST(MAX(0, julianday(MIN(COALESCE(x.done_on, :as_of), :as_of))
                   - julianday(x.due_on)) AS INTEGER) AS days_late
FROM milestones x
JOIN programs p ON p.id = x.program_id
ORDER BY days_late DESC, x.due_on, program, milestone;
