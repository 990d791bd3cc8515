/*---
title: Patient satisfaction by site
description: Answers to the patient survey of last quarter, mean rating from 1 to 5 and the share who would recommend us
cadence: monthly
questions:
  - How satisfied are our patients?
  - patient satisfaction by hospital
  - Which site has the best rating?
  - How many patients would recommend us?
not_questions:
  - How satisfied is our staff?
synonyms:
  mean_rating: [satisfaction, rating, survey score]
  recommend_rate: [recommendation rate]
  site: [hospital, location]
period: last quarter
columns:
  site:           {role: dimension, entity: site, label: Site}
  answers:        {role: measure, aggregate: sum, format: integer, label: Answers}
  mean_rating:    {role: measure, type: real, format: decimal, direction: up_is_good, label: Mean rating}
  recommend_rate: {role: measure, type: real, format: percent, direction: up_is_good, label: Would recommend}
order: mean_rating desc
chart: {type: bar, x: site, y: mean_rating}
answer: "Patients are most satisfied with {site}: {mean_rating} of 5."
max_age: 2200h
owner: quality
---*/
SELECT s.name AS site, COUNT(*) AS answers,
       ROUND(AVG(v.rating), 2) AS mean_rating,
       ROUND(AVG(v.would_recommend), 4) AS recommend_rate
FROM surveys v
JOIN sites s ON s.id = v.site_id
WHERE v.answered_on >= :from AND v.answered_on < :until
GROUP BY s.name
ORDER BY mean_rating DESC, site;
