-- Every piece of evidence with names: who, what, whom, how surely, on whose word, where and when.
-- A post is no actor; it has a name here, but no actor. "zone" is where the evidence begins.
SELECT
    r.type AS type,
    subject.name AS subject,
    object.name AS object,
    claim.text AS claim,
    e.polarity AS polarity,
    e.modality AS modality,
    source.name AS source,
    r.when_value AS day,
    substr(d.published, 1, 10) AS published,
    r.tenure AS tenure,
    r.confidence AS confidence,
    e.text AS quotation,
    (
        SELECT zones.kind FROM zones
        WHERE zones.document_id = e.document_id
            AND zones.start_char <= e.start_char AND e.start_char < zones.end_char
    ) AS zone,
    d.url AS url,
    d.title AS title,
    d.id AS document_id,
    r.id AS relation,
    e.number AS number,
    subject_actor.actor AS subject_actor,
    object_actor.actor AS object_actor,
    source_actor.actor AS source_actor
FROM relations AS r
JOIN documents AS d ON d.id = r.document_id
JOIN evidence AS e ON e.document_id = r.document_id AND e.relation = r.id
JOIN entities AS subject ON subject.document_id = r.document_id AND subject.id = r.subject
LEFT JOIN entities AS object ON object.document_id = r.document_id AND object.id = r.object
LEFT JOIN claims AS claim ON claim.document_id = r.document_id AND claim.id = r.claim
LEFT JOIN entities AS source ON source.document_id = e.document_id AND source.id = e.source
LEFT JOIN actor_entities AS subject_actor
    ON subject_actor.document_id = r.document_id AND subject_actor.entity = r.subject
LEFT JOIN actor_entities AS object_actor
    ON object_actor.document_id = r.document_id AND object_actor.entity = r.object
LEFT JOIN actor_entities AS source_actor
    ON source_actor.document_id = e.document_id AND source_actor.entity = e.source
