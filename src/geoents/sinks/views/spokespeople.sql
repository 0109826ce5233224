-- Who speaks for whom, and for which state that is.
SELECT
    person.name AS person,
    body.name AS speaks_for,
    state.name AS state,
    min(substr(d.published, 1, 10)) AS first_seen,
    max(substr(d.published, 1, 10)) AS last_seen,
    count(DISTINCT d.id) AS documents,
    $list(DISTINCT d.id) AS sources,
    person.id AS person_actor,
    body.id AS body_actor,
    state.id AS state_actor
FROM relations AS r
JOIN documents AS d ON d.id = r.document_id
JOIN actor_entities AS speaker ON speaker.document_id = r.document_id AND speaker.entity = r.subject
JOIN actors AS person ON person.id = speaker.actor
JOIN actor_entities AS owner ON owner.document_id = r.document_id AND owner.entity = r.object
JOIN actors AS body ON body.id = owner.actor
LEFT JOIN actor_entities AS home
    ON home.document_id = owner.document_id AND home.entity = owner.home
LEFT JOIN actors AS state ON state.id = home.actor
WHERE r.type = 'SPOKE_FOR' AND EXISTS (
    SELECT 1 FROM evidence AS e
    WHERE e.document_id = r.document_id AND e.relation = r.id
        AND e.polarity = 'affirmed' AND e.modality = 'actual'
)
GROUP BY person.id, person.name, body.id, body.name, state.id, state.name
