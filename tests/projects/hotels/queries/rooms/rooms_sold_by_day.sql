/*---
title: Rooms sold per day
description: Rooms that were sold in each hotel on each of the last 14 days, and how many stayed empty
questions:
  - How many rooms did we sell each day?
  - rooms sold per day
  - How many rooms were empty last night?
  - How many rooms did we sell in the Old Mill yesterday?
not_questions:
  - How many rooms are free tonight?
  - How many bookings came in yesterday?
synonyms:
  rooms_sold: [occupied rooms]
  rooms_empty: [empty rooms, unsold rooms, vacant rooms]
  hotel: [house, property]
period: last 14 days
columns:
  day:         {role: time, grain: day, type: date, format: date, label: Night}
  hotel:       {role: dimension, entity: hotel, label: Hotel}
  rooms_sold:  {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Rooms sold}
  rooms_empty: {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Rooms empty}
chart: {type: line, x: day, y: rooms_sold, series: hotel}
max_age: 36h
owner: revenue
---*/
SELECT n.night AS day, h.name AS hotel, COUNT(*) AS rooms_sold,
       h.rooms - COUNT(*) AS rooms_empty
FROM nights n
JOIN rooms r ON r.id = n.room_id
JOIN hotels h ON h.id = r.hotel_id
WHERE n.night >= :from AND n.night < :until
GROUP BY n.night, h.id
ORDER BY day, hotel;
