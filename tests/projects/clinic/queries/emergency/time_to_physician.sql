/*---
title: Time to a physician in the emergency department
description: Minutes from arrival to a physician by triage level, and patients who left without being seen, last month
cadence: monthly
questions:
  - How long do emergency patients wait for a physician?
  - time to physician by triage level
  - How long do Yellow patients wait?
  - How many emergency patients left without being seen?
synonyms:
  triage: [triage level, triage colour, urgency]
  mean_minutes: [emergency waiting time]
  left_unseen: [walkouts, left without being seen]
period: last month
columns:
  triage:       {role: dimension, entity: triage level, label: Triage}
  visits:       {role: measure, aggregate: sum, format: integer, label: Visits}
  mean_minutes: {role: measure, type: real, format: decimal, unit: minutes, direction: down_is_good, label: Mean minutes}
  left_unseen:  {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Left unseen}
order: mean_minutes asc
max_age: 800h
owner: emergency
---*/
SELECT triage, COUNT(*) AS visits,
       ROUND(AVG(minutes_to_physician), 1) AS mean_minutes,
       SUM(minutes_to_physician IS NULL) AS left_unseen
FROM emergency_visits
WHERE arrived_on >= :from AND arrived_on < :until
GROUP BY triage
ORDER BY mean_minutes, triage;
