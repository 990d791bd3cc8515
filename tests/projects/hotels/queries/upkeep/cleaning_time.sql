/*---
title: Room cleaning by hotel
description: Rooms that housekeeping cleaned, minutes for each and how many had to be done again, last 28 days
questions:
  - How long does it take to clean a room?
  - cleaning minutes by hotel
  - How many rooms did housekeeping clean?
  - Which hotel has to clean most rooms again?
not_questions:
  - Which rooms must be cleaned today?
  - How many complaints about cleanliness were there?
synonyms:
  mean_minutes: [cleaning time, minutes per room]
  redone: [failed inspections, rooms cleaned twice]
  kind: [kind of cleaning]
  Departure: [check-out clean]
  Stay: [stayover]
  hotel: [house, property]
period: last 28 days
columns:
  hotel:         {role: dimension, entity: hotel, label: Hotel}
  kind:          {role: dimension, entity: kind of cleaning, label: Kind}
  rooms_cleaned: {role: measure, aggregate: sum, format: integer, label: Rooms cleaned}
  mean_minutes:  {role: measure, type: real, format: decimal, unit: minutes, direction: down_is_good, label: Mean minutes}
  redone:        {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Done again}
order: mean_minutes desc
max_age: 36h
owner: housekeeping
---*/
SELECT h.name AS hotel, c.kind, COUNT(*) AS rooms_cleaned,
       ROUND(AVG(c.minutes), 1) AS mean_minutes, SUM(c.is_redone) AS redone
FROM cleanings c
JOIN rooms r ON r.id = c.room_id
JOIN hotels h ON h.id = r.hotel_id
WHERE c.cleaned_on >= :from AND c.cleaned_on < :until
GROUP BY h.id, c.kind
ORDER BY mean_minutes DESC, hotel, c.kind;
