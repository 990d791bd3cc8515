/*---
title: Complaints by department and topic
description: Complaints that patients and relatives made in the last 90 days
questions:
  - What do patients complain about?
  - complaints by department
  - How many complaints about waiting time did we get?
  - Which department is complained about most?
not_questions:
  - How long do we take to answer a complaint?
synonyms:
  complaints: [grievances]
  topic: [subject]
period: last 90 days
columns:
  department: {role: dimension, entity: department, label: Department}
  topic:      {role: dimension, entity: topic, label: Topic}
  complaints: {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Complaints}
order: complaints desc
chart: {type: stacked_bar, x: department, y: complaints, series: topic, stacked: true}
max_age: 36h
owner: quality
---*/
SELECT d.name AS department, c.topic AS topic, COUNT(*) AS complaints
FROM complaints c
JOIN departments d ON d.id = c.department_id
WHERE c.made_on >= :from AND c.made_on < :until
GROUP BY d.name, c.topic
ORDER BY complaints DESC, department, topic;
