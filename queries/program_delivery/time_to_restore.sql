/*---
title: Time to restore service
description: Incidents of the last 90 days and the hours until they were resolved, by program and severity
cadence: weekly
questions:
  - Time to restore service
  - What is our MTTR?
  - How long do incidents last?
  - incidents by program and severity
  - mean hours to restore
  - How quickly do we get back up after an outage?
  - Where does recovery take longest?
  - outage count and average duration by severity
  - Do we fix service outages fast enough?
  - Which project has the most incidents?
not_questions:
  - What caused the last outage?
  - How long do repairs of cars take at dealers?
  - How long were the plants down?
  - How much do incidents cost?
synonyms:
  mean_hours: [time to restore, MTTR, outage duration]
  incidents: [outages]
  program: [project]
period: last 90 days
columns:
  program:    {role: dimension, entity: program, label: Program}
  severity:   {role: dimension, entity: severity, label: Severity}
  incidents:  {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Incidents}
  mean_hours: {role: measure, type: real, aggregate: none, format: decimal, unit: hours, direction: down_is_good, label: Mean hours}
order: mean_hours desc
chart: {type: bar, x: program, y: mean_hours, series: severity}
answer: "Incidents of {severity} severity in {program} last the longest: {mean_hours} hours on average."
key: [program, severity]
max_age: 192h
owner: program-office
---*/
SELECT p.name AS program, i.severity AS severity, COUNT(*) AS incidents,
       ROUND(AVG(julianday(i.resolved_at) - julianday(i.opened_at)) * 24, 2)
           AS mean_hours
FROM incidents i
JOIN programs p ON p.id = i.program_id
WHERE i.opened_at >= :from AND i.opened_at < :until
GROUP BY p.name, i.severity
ORDER BY mean_hours DESC, program, severity;
