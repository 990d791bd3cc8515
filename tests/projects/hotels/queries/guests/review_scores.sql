/*---
title: Review scores by hotel
description: What guests wrote in the last 90 days, scores from 1 to 10, and how many reviews we answered
questions:
  - How do guests rate us?
  - review scores by hotel
  - Which hotel has the best mean score?
  - How many reviews did we answer?
not_questions:
  - What do guests write about the breakfast?
  - How many stars does each hotel have?
synonyms:
  mean_score: [rating, guest rating, score, satisfaction]
  reviews: [ratings]
  answered_rate: [share of answered reviews, response rate]
  hotel: [house, property]
period: last 90 days
columns:
  hotel:         {role: dimension, entity: hotel, label: Hotel}
  reviews:       {role: measure, aggregate: sum, format: integer, label: Reviews}
  mean_score:    {role: measure, type: real, format: decimal, direction: up_is_good, label: Mean score}
  bad_reviews:   {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Scores below 6}
  answered_rate: {role: measure, type: real, format: percent, direction: up_is_good, label: Answered}
order: mean_score desc
answer: "Guests like {hotel} best: {mean_score} of 10 in {reviews} reviews."
max_age: 36h
owner: marketing
---*/
SELECT h.name AS hotel, COUNT(*) AS reviews, ROUND(AVG(v.score), 2) AS mean_score,
       SUM(v.score < 6) AS bad_reviews,
       ROUND(AVG(v.is_answered), 4) AS answered_rate
FROM reviews v
JOIN hotels h ON h.id = v.hotel_id
WHERE v.written_on >= :from AND v.written_on < :until
GROUP BY h.id
ORDER BY mean_score DESC, hotel;
