-- Who said, denied, urged what to whom: a row a statement, its first evidence beside it.
-- "polarity" and "modality" are those of the act: "did not deny" is a negated DENIED.
SELECT
    r.published AS published,
    r.day AS day,
    r.subject AS speaker,
    r.type AS verb,
    r.object AS addressee,
    r.claim AS claim,
    r.polarity AS polarity,
    r.modality AS modality,
    r.source AS source,
    r.quotation AS quotation,
    r.url AS url,
    r.document_id AS document_id,
    r.relation AS relation,
    r.subject_actor AS speaker_actor,
    r.object_actor AS addressee_actor
FROM readings AS r
WHERE r.number = 1 AND r.type IN ($speech)
