/*---
title: Minutes in the waiting room by site
description: How long patients with an appointment sat in the waiting room, last 28 days
questions:
  - How long do patients sit in the waiting room?
  - waiting room minutes by hospital
  - At which site do patients sit longest before they are called in?
not_questions:
  - How long do emergency patients wait for a doctor?
synonyms:
  mean_minutes: [waiting room time]
  site: [hospital, location]
period: last 28 days
columns:
  site:         {role: dimension, entity: site, label: Site}
  visits:       {role: measure, aggregate: sum, format: integer, label: Visits}
  mean_minutes: {role: measure, type: real, format: decimal, unit: minutes, direction: down_is_good, label: Mean minutes}
  max_minutes:  {role: measure, aggregate: max, format: integer, unit: minutes, direction: down_is_good, label: Longest}
order: mean_minutes desc
answer: "Patients sit longest in {site}: {mean_minutes} minutes on average."
max_age: 36h
owner: outpatients
---*/
SELECT s.name AS site, COUNT(*) AS visits,
       ROUND(AVG(a.waited_minutes), 1) AS mean_minutes,
       MAX(a.waited_minutes) AS max_minutes
FROM appointments a
JOIN physicians p ON p.id = a.physician_id
JOIN sites s ON s.id = p.site_id
WHERE a.waited_minutes IS NOT NULL AND a.held_on >= :from AND a.held_on < :until
GROUP BY s.name
ORDER BY mean_minutes DESC, site;
