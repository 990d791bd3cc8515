/*---
title: Sprint velocity by program
description: Planned and done points of every sprint that ended in the last 6 months
cadence: weekly
questions:
  - Sprint velocity by program
  - What is the velocity of our teams?
  - planned versus done points per sprint
  - Do the programs keep their sprint plans?
  - How many story points do the teams deliver?
  - Do teams finish what they commit to?
  - committed against completed points for each iteration
  - Which program delivers the most completed points?
  - team throughput from sprint to sprint
not_questions:
  - How many people work in each team?
  - How fast do we deliver vehicles?
  - How many bugs are open?
  - How many milestones were reached in each sprint?
synonyms:
  done_points: [velocity, points done]
  planned_points: [commitment, points planned]
  program: [project, team]
period: last 6 months
columns:
  ended_on:       {role: time, grain: day, type: date, format: date, label: Sprint end}
  program:        {role: dimension, entity: program, label: Program}
  planned_points: {role: measure, aggregate: sum, format: integer, label: Planned points}
  done_points:    {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Done points}
  done_ratio:     {role: measure, type: real, aggregate: none, format: percent, direction: up_is_good, label: Done of planned}
chart: {type: line, x: ended_on, y: done_points, series: program}
key: [ended_on, program]
max_age: 192h
owner: program-office
---*/
SELECT x.ended_on AS ended_on, p.name AS program,
       x.planned_points AS planned_points, x.done_points AS done_points,
       ROUND(1.0 * x.done_points / x.planned_points, 4) AS done_ratio
FROM sprints x
JOIN programs p ON p.id = x.program_id
WHERE x.ended_on >= :from AND x.ended_on < :until
ORDER BY ended_on, program;
