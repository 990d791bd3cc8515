/*---
title: Drivers by depot and contract
description: The drivers who work for us today, employed or from an agency
cadence: weekly
questions:
  - How many drivers does each depot have?
  - How many agency drivers do we use?
  - driver headcount
not_questions:
  - How many drivers do we need before Christmas?
synonyms: {drivers: [couriers, headcount]}
columns:
  depot:    {role: dimension, entity: depot, label: Depot}
  contract: {role: dimension, entity: contract, label: Contract}
  drivers:  {role: measure, aggregate: sum, format: integer, label: Drivers}
order: drivers desc
owner: people
---*/
SELECT t.name AS depot, r.contract AS contract, COUNT(*) AS drivers
FROM drivers r
JOIN depots t ON t.id = r.depot_id
WHERE r.hired_on <= :as_of AND (r.left_on IS NULL OR r.left_on > :as_of)
GROUP BY t.name, r.contract
ORDER BY drivers DESC, depot, contract;
