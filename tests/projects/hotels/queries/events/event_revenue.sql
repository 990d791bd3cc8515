/*---
title: Event revenue by hotel and kind
description: Conferences, weddings, banquets and workshops that were held last quarter
cadence: monthly
questions:
  - How much did events bring in?
  - event revenue by hotel
  - How many weddings did we host?
  - Which kind of event earns the most?
not_questions:
  - What does a wedding cost at our hotels?
  - Which events are booked for December?
synonyms:
  event_revenue: [event income, banqueting revenue]
  kind: [kind of event, event type]
  attendees: [participants]
  Conference: [congress]
  hotel: [house, property]
period: last quarter
columns:
  hotel:         {role: dimension, entity: hotel, label: Hotel}
  kind:          {role: dimension, entity: kind of event, label: Kind}
  events:        {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Events}
  attendees:     {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Attendees}
  event_revenue: {role: measure, aggregate: sum, format: currency, unit: EUR, direction: up_is_good, label: Event revenue}
order: event_revenue desc
chart: {type: stacked_bar, x: hotel, y: event_revenue, series: kind, stacked: true}
max_age: 2400h
owner: events
---*/
SELECT h.name AS hotel, e.kind, COUNT(*) AS events, SUM(e.attendees) AS attendees,
       SUM(e.revenue) AS event_revenue
FROM events e
JOIN hotels h ON h.id = e.hotel_id
WHERE e.held_on >= :from AND e.held_on < :until
GROUP BY h.id, e.kind
ORDER BY event_revenue DESC, hotel, e.kind;
