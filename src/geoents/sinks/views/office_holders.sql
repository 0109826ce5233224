-- Who holds which post, of which body and state. Denied and merely possible tenures are left out;
-- "tenure" is what the text says beside the post ("former"). A post without a body has none here,
-- nor has one of several holders and several states ("Presidents Tosk and Lund of Norland and
-- Sudland"), for the record does not tell who is whose.
SELECT
    person.name AS person,
    min(post.name) AS post,
    body.name AS body,
    state.name AS state,
    r.tenure AS tenure,
    min(substr(d.published, 1, 10)) AS first_seen,
    max(substr(d.published, 1, 10)) AS last_seen,
    count(DISTINCT d.id) AS documents,
    $list(DISTINCT d.id) AS sources,
    person.id AS person_actor,
    body.id AS body_actor,
    state.id AS state_actor
FROM relations AS r
JOIN documents AS d ON d.id = r.document_id
JOIN entities AS post ON post.document_id = r.document_id AND post.id = r.object
JOIN actor_entities AS holder ON holder.document_id = r.document_id AND holder.entity = r.subject
JOIN actors AS person ON person.id = holder.actor
LEFT JOIN relations AS seat
    ON seat.document_id = r.document_id AND seat.subject = r.object AND seat.type = 'OFFICE_OF'
        AND (
            1 = (
                SELECT count(DISTINCT other.subject) FROM relations AS other
                WHERE other.document_id = r.document_id AND other.object = r.object
                    AND other.type = 'HOLDS_OFFICE'
            )
            OR 1 >= (
                SELECT count(DISTINCT place.home) FROM relations AS other
                JOIN actor_entities AS place
                    ON place.document_id = other.document_id AND place.entity = other.object
                WHERE other.document_id = r.document_id AND other.subject = r.object
                    AND other.type = 'OFFICE_OF'
            )
        )
LEFT JOIN actor_entities AS owner
    ON owner.document_id = seat.document_id AND owner.entity = seat.object
LEFT JOIN actors AS body ON body.id = owner.actor
LEFT JOIN actor_entities AS home
    ON home.document_id = owner.document_id AND home.entity = owner.home
LEFT JOIN actors AS state ON state.id = home.actor
WHERE r.type = 'HOLDS_OFFICE' AND EXISTS (
    SELECT 1 FROM evidence AS e
    WHERE e.document_id = r.document_id AND e.relation = r.id
        AND e.polarity = 'affirmed' AND e.modality = 'actual'
)
GROUP BY
    person.id, person.name, lower(post.name), body.id, body.name, state.id, state.name, r.tenure
