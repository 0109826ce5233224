"""component: mentions -> entities, one for each referent.

``geoents_linking`` reads the mentions that ``geoents_entities`` has found and writes the entities,
each mention's ``entity``, for posts that stand for a person the ``holder``, and further mentions
for the nominals and pronouns it can resolve. Names are joined by sieves in a fixed order
(:data:`geoents.naming.NAME_SIEVES`, Raghunathan et al. 2010), then posts, then anaphors. A mention
with two candidates is not linked. ``why`` says which sieve linked it.
"""

from __future__ import annotations

import re
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

from geoents.anaphora import resolve_anaphors
from geoents.annotations import EntityData, MentionData
from geoents.annotations import annotations as annotations_of
from geoents.clusters import Clusters, anaphora_data, fold
from geoents.destinations import find_destinations
from geoents.gazetteer import Entry, Gazetteer, load_gazetteer
from geoents.genders import note_described_genders
from geoents.holders import find_holders, resolve_holders
from geoents.naming import NAME_SIEVES
from geoents.persons import take_initials_for_persons
from geoents.posts import join_posts, parse_post
from geoents.redefinitions import forget_redefined
from geoents.schema import EntityType

__all__ = ["link_mentions", "make_linking"]

_NAMED: Final = frozenset({"name", "adjective", "metonym"})


@Language.factory("geoents_linking", assigns=["doc._.geoents"], default_config={"names": []})
def make_linking(nlp: Language, name: str, names: list[str]) -> LinkingComponent:
    """Make the component; ``names`` are places of a user's own names (docs/gazetteers.md)."""
    return LinkingComponent(load_gazetteer(names))


class LinkingComponent:
    """The linking component, with the names that it knows."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer

    def __call__(self, doc: Doc) -> Doc:
        """Link the mentions of ``doc`` and return it."""
        return link_mentions(doc, self.gazetteer)


def link_mentions(doc: Doc, gazetteer: Gazetteer) -> Doc:
    """Write entities, holders and anaphors into ``annotations(doc)``.

    Args:
        doc: A doc with tags, trees, sentences and ``mentions`` without ``entity``.
        gazetteer: Where a mention's ``key`` is looked up for name, ids and kind.
    """
    data = annotations_of(doc)
    data["mentions"] += find_destinations(doc, gazetteer, list(data["mentions"]))
    data["mentions"].sort(key=lambda mention: (mention["start"], -mention["end"], mention["type"]))
    take_initials_for_persons(doc, data["mentions"])
    forget_redefined(doc, data["mentions"], gazetteer)
    kinds = _kinds(data["mentions"], gazetteer)
    clusters = Clusters(doc, data["mentions"], kinds=kinds, organs=gazetteer.organs)
    for sieve in NAME_SIEVES:
        clusters.sieve = sieve.__name__
        sieve(clusters)
    holders = find_holders(clusters)
    clusters.sieve = join_posts.__name__
    join_posts(clusters, holders)
    held = resolve_holders(clusters, holders)
    entries = {c: _entry(clusters, c, gazetteer) for c in clusters.ids(*EntityType)}
    note_described_genders(clusters, held)
    clusters.sieve = resolve_anaphors.__name__
    resolve_anaphors(clusters, held, holders)
    _write(clusters, held, entries, gazetteer)
    return doc


def _kinds(mentions: list[MentionData], gazetteer: Gazetteer) -> dict[str, frozenset[str]]:
    """Return what each entry is called: its kind, its nouns, and "kingdom" by its formal name."""
    nouns = frozenset(anaphora_data()["nouns"]["state"])
    kinds: dict[str, frozenset[str]] = {}
    for key in {m["key"] for m in mentions if m["key"] and m["type"] in {"STATE", "ORG"}}:
        entry = gazetteer.entry(key)
        words = {word for name in (entry.name, *entry.aliases) for word in fold(name).split()}
        kinds[key] = frozenset({entry.kind, *entry.nouns} | (words & nouns)) - {"", "country"}
    return kinds


def _entry(clusters: Clusters, cluster: int, gazetteer: Gazetteer) -> Entry | None:
    key = clusters.key(cluster)
    if not key:
        return None
    entry = gazetteer.entry(key)
    if entry.type is EntityType.OFFICE and (wanted := {entry.state, entry.part_of} - {None}):
        # A list's "Foreign Secretary" of one state is not another's.
        bodies = {
            clusters.key(clusters.of[body])
            for index in clusters.members[cluster]
            for body in clusters.specifiers(index, "STATE", "ORG")
        }
        return entry if not bodies or bodies & wanted else None
    return entry


# -- what is written -------------------------------------------------------------------------------


def _write(
    clusters: Clusters,
    held: dict[int, int],
    entries: dict[int, Entry | None],
    gazetteer: Gazetteer,
) -> None:
    """Write the entities in order of first mention, and bring the mentions into text order."""
    data = annotations_of(clusters.doc)
    names = _names(clusters, entries, gazetteer)
    ids = {cluster: f"e{n}" for n, cluster in enumerate(sorted(clusters.members), start=1)}
    for index, mention in enumerate(clusters.mentions):
        mention["entity"] = ids.get(clusters.of[index])
        mention["group"] = [ids[cluster] for cluster in clusters.groups.get(index, ())]
        mention["holder"] = ids[held[index]] if index in held else None
    order = sorted(
        range(len(clusters.mentions)),
        key=lambda i: (clusters.mentions[i]["start"], -clusters.mentions[i]["end"], i),
    )
    place = {old: new for new, old in enumerate(order)}
    for mention in clusters.mentions:
        if "antecedent" in mention:
            mention["antecedent"] = place[mention["antecedent"]]
    entities = []
    for cluster in sorted(clusters.members):
        entry = entries.get(cluster)
        aliases = dict.fromkeys(
            clusters.spans[i].text
            for i in clusters.members[cluster]
            if clusters.mentions[i]["form"] in _NAMED
        )
        entities.append(
            EntityData(
                id=ids[cluster],
                type=clusters.mentions[cluster]["type"],
                name=names[cluster],
                aliases=[alias for alias in aliases if alias != names[cluster]],
                ids=dict(entry.ids) if entry else {},
                mentions=[place[i] for i in clusters.members[cluster]],
            )
        )
    data["entities"] = entities
    data["mentions"] = [clusters.mentions[i] for i in order]
    _note_antecedents(data["mentions"])


def _note_antecedents(mentions: list[MentionData]) -> None:
    """Note for each pronoun and nominal its entity's mention before it, in text order.

    Where none is before, the entity's own first: "In her speech, Olsen said".
    """
    firsts = {str(m["entity"]): i for i, m in enumerate(mentions) if "sieve" not in m}
    seen: dict[str, int] = {}
    for index, mention in enumerate(mentions):
        entity = mention["entity"]
        if entity is None:
            continue
        if "sieve" in mention and "antecedent" not in mention:
            mention["antecedent"] = seen.get(entity, firsts[entity])
        seen[entity] = index


def _names(
    clusters: Clusters, entries: dict[int, Entry | None], gazetteer: Gazetteer
) -> dict[int, str]:
    """Return each entity's canonical name: the gazetteer's, or else its fullest in the text.

    "Kenya's prime minister" has the entry of a list's "Prime Minister of Kenya".
    """
    names: dict[int, str] = {}
    for cluster in clusters.ids("STATE", "ORG", "PERSON"):
        entry = entries.get(cluster)
        names[cluster] = entry.name if entry else _fullest(clusters, cluster)
    for cluster in clusters.ids("OFFICE"):
        name = _post_name(clusters, cluster, names)
        entry = entries[cluster] = entries.get(cluster) or gazetteer.post(fold(name))
        names[cluster] = entry.name if entry else name
    return names


def _fullest(clusters: Clusters, cluster: int) -> str:
    """Return the name with most words, then most letters, then the first in the text."""
    named = [i for i in clusters.members[cluster] if clusters.mentions[i]["form"] in _NAMED]
    members = named or clusters.members[cluster]
    texts = [re.sub(r"\s+", " ", clusters.spans[i].text) for i in members]
    return max(texts, key=lambda text: (len(text.split()), len(text)))


def _post_name(clusters: Clusters, cluster: int, names: dict[int, str]) -> str:
    """Return a post with its body: "Prime Minister of Armenia", or the post alone."""
    members = clusters.members[cluster]
    texts = [re.sub(r"\s+", " ", clusters.spans[i].text) for i in members]
    # The words that say most: "Minister of Health", not the later "minister" or "top diplomat".
    post = max(texts, key=lambda text: (len(parse_post(text).portfolio), text[0].isupper()))
    for index in members:
        for body in clusters.specifiers(index, "STATE", "ORG", "PERSON"):
            name = names[clusters.of[body]]
            return f"{post} of {_article(name)}{name}"
    return post


def _article(name: str) -> str:
    words = set(name.split())
    is_common = words & set(anaphora_data()["article"]["words"])
    return "the " if is_common and not name.lower().startswith("the ") else ""
