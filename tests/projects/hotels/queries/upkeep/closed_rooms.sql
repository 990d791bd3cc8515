/*---
title: Rooms out of order
description: Rooms that cannot be sold today because of a repair, and since when
questions:
  - Which rooms are out of order?
  - rooms closed for repairs
  - Which room has been closed the longest?
  - Are any suites out of order?
not_questions:
  - Which rooms are free today?
  - Which rooms were renovated this year?
synonyms:
  closed_days: [days out of order]
  trade: [kind of repair]
  hotel: [house, property]
  room_type: [kind of room, room category]
columns:
  hotel:       {role: dimension, entity: hotel, label: Hotel}
  room:        {role: identifier, label: Room}
  room_type:   {role: dimension, entity: room type, label: Room type}
  trade:       {role: dimension, entity: trade, label: Trade}
  closed_days: {role: measure, aggregate: max, format: integer, unit: days, direction: down_is_good, label: Days closed}
order: closed_days desc
chart: none
key: [hotel, room, trade]
answer: "Room {room} in {hotel} has been closed longest: {closed_days} days."
max_age: 36h
owner: maintenance
---*/
SELECT h.name AS hotel, r.number AS room, r.type AS room_type, p.trade,
       CAST(julianday(:as_of) - julianday(p.reported_on) AS INTEGER) AS closed_days
FROM repairs p
JOIN rooms r ON r.id = p.room_id
JOIN hotels h ON h.id = r.hotel_id
WHERE p.closes_room AND p.reported_on < :as_of
      AND coalesce(p.finished_on, :as_of) >= :as_of
ORDER BY closed_days DESC, hotel, room, p.trade;
