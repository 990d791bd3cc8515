/*---
title: Lead conversion by source
description: Leads that were closed in the last 90 days and the share of them that bought, by source
cadence: daily
questions:
  - Lead conversion by source
  - Which lead sources convert best?
  - How many website leads become sales?
  - lead win rate per source
  - Which lead origin has the best closing ratio?
  - What kind of enquiry is most likely to end in a sale?
  - how many prospects do we win and lose per source
  - What share of enquiries ends in a purchase, depending on their origin?
not_questions:
  - What does a lead cost per source?
  - How many people visited the website?
  - Which dealers convert leads best?
  - How many new leads came from each source?
synonyms:
  conversion: [win rate, close rate, conversion rate]
  source: [lead source, origin]
period: last 90 days
columns:
  source:     {role: dimension, entity: lead_source, label: Source}
  closed:     {role: measure, aggregate: sum, format: integer, label: Closed leads}
  won:        {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Won}
  lost:       {role: measure, aggregate: sum, format: integer, direction: down_is_good, label: Lost}
  conversion: {role: measure, type: real, aggregate: none, format: percent, direction: up_is_good, label: Conversion rate}
order: conversion desc
chart: {type: bar, x: source, y: conversion}
answer: "Leads of this source convert best: {source}, with {conversion} won."
key: [source]
max_age: 36h
owner: marketing
---*/
SELECT l.source AS source, COUNT(*) AS closed, SUM(l.status = 'won') AS won,
       SUM(l.status = 'lost') AS lost,
       ROUND(1.0 * SUM(l.status = 'won') / COUNT(*), 4) AS conversion
FROM leads l
WHERE l.closed_on >= :from AND l.closed_on < :until
GROUP BY l.source
ORDER BY conversion DESC, source;
