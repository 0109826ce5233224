-- Who is a member of what, who is not, and who is to be: a row for each polarity and modality.
SELECT
    member.name AS member,
    member.type AS member_type,
    body.name AS body,
    r.polarity AS polarity,
    r.modality AS modality,
    min(r.published) AS first_seen,
    max(r.published) AS last_seen,
    count(DISTINCT r.document_id) AS documents,
    $list(DISTINCT r.document_id) AS sources,
    member.id AS member_actor,
    body.id AS body_actor
FROM readings AS r
JOIN actors AS member ON member.id = r.subject_actor
JOIN actors AS body ON body.id = r.object_actor
WHERE r.type = 'MEMBER_OF'
GROUP BY member.id, member.name, member.type, body.id, body.name, r.polarity, r.modality
