/*---
title: Upcoming events
description: Events that are booked for the next 60 days, with client and attendees
questions:
  - What are our upcoming events?
  - upcoming events by hotel
  - When is the next conference?
  - What events does Nordlicht Insurance have booked with us?
not_questions:
  - How many events did we host last quarter?
  - Which events take place in the city?
synonyms:
  attendees: [participants]
  kind: [kind of event, event type]
  Conference: [congress]
  client: [organiser, customer]
  hotel: [house, property]
columns:
  day:       {role: time, grain: day, type: date, format: date, label: Day}
  hotel:     {role: dimension, entity: hotel, label: Hotel}
  kind:      {role: dimension, entity: kind of event, label: Kind}
  client:    {role: dimension, entity: client, label: Client}
  attendees: {role: measure, aggregate: sum, format: integer, label: Attendees}
order: day asc
chart: none
answer: "The next event is a {kind} of {client} at {hotel} on {day}."
max_age: 36h
owner: events
---*/
SELECT e.held_on AS day, h.name AS hotel, e.kind, e.client, e.attendees
FROM events e
JOIN hotels h ON h.id = e.hotel_id
WHERE e.held_on >= :as_of AND e.held_on < date(:as_of, '+60 days')
ORDER BY day, hotel;
