/*---
title: Lead pipeline by region
description: Leads created in the last 30 days by region and status
cadence: daily
questions:
  - Lead pipeline by region
  - How many leads are open?
  - new leads per region
  - open, won and lost leads by region
  - How full is the sales funnel in each region?
  - Which region generates the most enquiries?
  - fresh prospects by territory and stage
  - What does our lead funnel look like?
  - Where are we with the enquiries of the last 30 days?
not_questions:
  - Who are our most promising leads?
  - Which dealers have the most open leads?
  - How long does a lead stay open?
synonyms:
  leads: [prospects, enquiries]
  status: [lead status, stage]
period: last 30 days
columns:
  region: {role: dimension, entity: region, label: Region}
  status: {role: dimension, entity: lead_status, label: Status}
  leads:  {role: measure, aggregate: sum, format: integer, direction: up_is_good, label: Leads}
order: leads desc
chart: {type: bar, x: region, y: leads, series: status, stacked: true}
answer: "The largest group: {leads} leads with status {status} in the {region}."
key: [region, status]
max_age: 36h
owner: marketing
---*/
SELECT r.name AS region, l.status AS status, COUNT(*) AS leads
FROM leads l
JOIN dealers d ON d.id = l.dealer_id
JOIN regions r ON r.id = d.region_id
WHERE l.created_on >= :from AND l.created_on < :until
GROUP BY r.name, l.status
ORDER BY leads DESC, region, status;
