-- What some assert and others deny, in two ways. First, over all documents, relations between the
-- same two actors that are affirmed here and negated there; what is merely wished ("urged them to
-- leave") is neither, and who asserts is who is quoted, or the text itself. Second, statements
-- that another statement of the same text denies or rejects; these have their claim beside them.
SELECT
    said.type AS type,
    subject.name AS subject,
    object.name AS object,
    NULL AS claim,
    count(*) FILTER (WHERE said.polarity = 'affirmed') AS asserted,
    count(*) FILTER (WHERE said.polarity = 'negated') AS denied,
    $list(DISTINCT said.source) FILTER (WHERE said.polarity = 'affirmed') AS asserted_by,
    $list(DISTINCT said.source) FILTER (WHERE said.polarity = 'negated') AS denied_by,
    min(said.published) AS first_seen,
    max(said.published) AS last_seen,
    count(DISTINCT said.document_id) AS documents,
    $list(DISTINCT said.document_id) AS sources,
    subject.id AS subject_actor,
    object.id AS object_actor
FROM (
    -- "A met B" and "B met A" are one question: the lesser actor comes first.
    SELECT
        r.type AS type,
        r.polarity AS polarity,
        r.published AS published,
        r.document_id AS document_id,
        coalesce(r.source, 'the text of ' || r.document_id) AS source,
        CASE WHEN r.type IN ($symmetric) AND r.object_actor < r.subject_actor
            THEN r.object_actor ELSE r.subject_actor END AS subject_actor,
        CASE WHEN r.type IN ($symmetric) AND r.object_actor < r.subject_actor
            THEN r.subject_actor ELSE r.object_actor END AS object_actor
    FROM readings AS r
    WHERE r.type NOT IN ($speech) AND r.modality <> 'desired'
) AS said
JOIN actors AS subject ON subject.id = said.subject_actor
JOIN actors AS object ON object.id = said.object_actor
GROUP BY said.type, subject.id, subject.name, object.id, object.name
HAVING count(DISTINCT said.polarity) = 2
UNION ALL
SELECT
    r.type,
    r.subject,
    r.object,
    r.claim,
    1,
    count(DISTINCT answer.relation),
    $list(DISTINCT CASE WHEN r.type IN ($speech)
        THEN r.subject ELSE coalesce(r.source, 'the text of ' || r.document_id) END),
    $list(DISTINCT answer.subject),
    r.published,
    r.published,
    1,
    $list(DISTINCT r.document_id),
    r.subject_actor,
    r.object_actor
FROM readings AS r
JOIN relation_responses AS reply
    ON reply.document_id = r.document_id AND reply.responds_to = r.relation
JOIN readings AS answer
    ON answer.document_id = reply.document_id AND answer.relation = reply.relation
        AND answer.number = 1
WHERE r.number = 1 AND answer.polarity = 'affirmed' AND answer.type IN ('DENIED', 'REJECTED')
GROUP BY
    r.document_id, r.relation, r.type, r.subject, r.object, r.claim, r.source, r.published,
    r.subject_actor, r.object_actor
