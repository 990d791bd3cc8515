/*---
title: Vacancies by site and profession
description: Positions that are open today and how long the oldest has been
cadence: weekly
questions:
  - How many open positions do we have?
  - vacancies by site
  - How many nurses are we looking for?
not_questions:
  - How many people did we hire?
synonyms:
  vacancies: [open positions, unfilled posts, job openings]
  profession: [job, staff group]
columns:
  site:       {role: dimension, entity: site, label: Site}
  profession: {role: dimension, entity: profession, label: Profession}
  vacancies:  {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Vacancies}
  oldest_days: {role: measure, aggregate: max, format: integer, unit: days, direction: down_is_good, label: Age of the oldest}
order: vacancies desc
owner: people
---*/
SELECT s.name AS site, v.profession AS profession, COUNT(*) AS vacancies,
       CAST(MAX(julianday(:as_of) - julianday(v.opened_on)) AS INTEGER)
           AS oldest_days
FROM vacancies v
JOIN sites s ON s.id = v.site_id
WHERE v.opened_on < :as_of AND (v.filled_on IS NULL OR v.filled_on >= :as_of)
GROUP BY s.name, v.profession
ORDER BY vacancies DESC, site, profession;
