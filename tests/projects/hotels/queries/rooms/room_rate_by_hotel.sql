/*---
title: Average room rate and RevPAR by hotel
description: What a sold night brought on average, and an available one, last month
cadence: monthly
questions:
  - What is our average daily rate?
  - ADR and RevPAR by hotel
  - What does a night at Villa Serena cost on average?
  - Which hotel has the highest RevPAR?
not_questions:
  - What does a room cost next weekend?
  - What is the average price of a meal?
synonyms:
  average_rate: [ADR, average daily rate, average price of a room, room rate]
  revpar: [revenue per available room]
  hotel: [house, property]
period: last month
columns:
  hotel:        {role: dimension, entity: hotel, label: Hotel}
  nights_sold:  {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Nights sold}
  average_rate: {role: measure, type: real, format: currency, unit: EUR, direction: up_is_good, label: Average rate}
  revpar:       {role: measure, type: real, format: currency, unit: EUR, direction: up_is_good, label: RevPAR}
order: revpar desc
max_age: 800h
owner: revenue
---*/
SELECT h.name AS hotel, COUNT(*) AS nights_sold,
       ROUND(AVG(n.price), 2) AS average_rate,
       ROUND(SUM(n.price) / (h.rooms * (julianday(:until) - julianday(:from))), 2)
           AS revpar
FROM nights n
JOIN rooms r ON r.id = n.room_id
JOIN hotels h ON h.id = r.hotel_id
WHERE n.night >= :from AND n.night < :until
GROUP BY h.id
ORDER BY revpar DESC, hotel;
