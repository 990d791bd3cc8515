/*---
title: Risk and opportunity matrix
description: Likelihood, impact and score of every risk and opportunity that is not closed
cadence: weekly
questions:
  - Risk and opportunity matrix
  - What are our biggest risks?
  - Which opportunities should we pursue first?
  - risk register by program
  - risks by likelihood and impact
  - What could go wrong in our programs?
  - Which threat scores highest?
  - risk heat map
  - Who owns our most serious risks?
  - Do we have opportunities worth going after?
not_questions:
  - Which components are at risk of running out?
  - What is our credit risk?
  - Which risks did we close?
  - What is the risk of a downtime in our plants?
synonyms:
  score: [risk score, rating]
  likelihood: [probability]
  impact: [severity, damage]
columns:
  title:      {role: label, label: Title}
  program:    {role: dimension, entity: program, label: Program}
  kind:       {role: dimension, entity: risk_kind, label: Kind}
  owner:      {role: dimension, entity: owner, label: Owner}
  likelihood: {role: measure, aggregate: none, format: integer, label: Likelihood (1-5)}
  impact:     {role: measure, aggregate: none, format: integer, label: Impact (1-5)}
  score:      {role: measure, aggregate: none, format: integer, label: Score}
  status:     {role: label, label: Status}
order: score desc
chart: {type: scatter, x: likelihood, y: impact}
answer: "Highest on the matrix is the {kind} of {program}: {title} (score {score})."
key: [program, title]
max_age: 192h
owner: risk-office
verified_by: paul@example.com
verified_at: 2026-10-16
---*/
SELECT k.title AS title, p.name AS program, k.kind AS kind, k.owner AS owner,
       k.likelihood AS likelihood, k.impact AS impact,
       k.likelihood * k.impact AS score, k.status AS status
FROM risks k
JOIN programs p ON p.id = k.program_id
WHERE k.status <> 'closed'
ORDER BY score DESC, impact DESC, program, title;
