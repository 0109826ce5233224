-- Who did or said what on which day: that of the event where the text tells it, else of the text.
SELECT
    coalesce(r.day, r.published) AS day,
    r.subject AS subject,
    r.type AS type,
    r.object AS object,
    r.claim AS claim,
    r.polarity AS polarity,
    r.modality AS modality,
    r.source AS source,
    r.url AS url,
    r.document_id AS document_id,
    r.relation AS relation,
    r.subject_actor AS subject_actor,
    r.object_actor AS object_actor
FROM readings AS r
WHERE r.number = 1 AND r.type NOT IN ($standing)
