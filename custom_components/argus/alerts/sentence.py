"""Sentences that people speak about incidents: how many came and went, who was seen, what moved and where."""

from collections.abc import Sequence
from typing import Final

from ..model.activity import OF_KIND, ActivityType, is_look_only
from ..model.incident import Incident
from ..model.wording import Wording
from ..vision import ObjectKind

MOST_IN_WORDS: Final = 10
"""People up to whom their number is written as a word."""
_SOMEBODY: Final = frozenset({ActivityType.FACE, ActivityType.PERSON})


def incident_sentence(wording: Wording, incident: Incident) -> str:
    """Return what happened, such as `Two people came in and one went out`, without place, time and full stop."""
    return capitalized(incident_clause(wording, incident))


def incident_clause(wording: Wording, incident: Incident) -> str:
    """Return what happened as it stands within a sentence, such as `two people came in`."""
    sentence, *more = _clauses(wording, incident)
    for clause in more:
        sentence = wording("sentence_and", first=sentence, second=clause)
    return sentence


def incidents_text(wording: Wording, incidents: Sequence[Incident]) -> str:
    """Return what happened at one camera, or at each of several that saw it one after the other, place by place."""
    if len(incidents) == 1:
        return incident_sentence(wording, incidents[0])
    return "\n".join(
        at_place(wording, incident, incident_clause(wording, incident))
        for incident in incidents
    )


def at_place(wording: Wording, incident: Incident, what: str) -> str:
    """Return what happened with where it did, such as `Yard: somebody was seen`."""
    return wording("sentence_at", place=place_of(incident), what=what)


def place_of(incident: Incident) -> str:
    """Return where it happened in the user's words."""
    return incident.location or incident.camera_name


def places_of(wording: Wording, incidents: Sequence[Incident]) -> str:
    """Return where it happened, in the order in which it did, each place once."""
    return wording.listed(list(dict.fromkeys(map(place_of, incidents))))


def _clauses(wording: Wording, incident: Incident) -> list[str]:
    """Return what is to be said, the most important first; at least one thing."""
    if incident.is_loss:
        return [wording("sentence_lost_over" if incident.end else "sentence_lost")]
    people = _people_seen(incident)
    seen, came = _seen(wording, incident, people), _visitors(wording, incident)
    said = [seen, came] if people else [came, seen]
    if ActivityType.TAMPERED in incident.types:
        said.insert(0, wording("sentence_tampered"))
    if any(said):
        return [clause for clause in said if clause]
    if is_look_only(incident.types):
        return [wording("sentence_looked")]
    return [_somewhere(wording, wording("sentence_moved"), incident.zones)]


def _people_seen(incident: Incident) -> int:
    """Return how many people were seen; 0 where all of them are visitors, who go without saying."""
    visitors = incident.visitors_in + incident.visitors_out
    if incident.faces > visitors:
        return incident.faces
    return int(not visitors and not _SOMEBODY.isdisjoint(incident.types))


def _seen(wording: Wording, incident: Incident, people: int) -> str:
    """Return that so many people, and what else, were seen, and where; nothing if there is nothing to say."""
    things = [_counted(wording, "seen_person", people)] if people else []
    things += [
        wording(f"seen_{kind}")
        for kind in (ObjectKind.VEHICLE, ObjectKind.ANIMAL)
        if OF_KIND[kind] in incident.types
    ]
    if not things:
        return ""
    form = "other"
    if len(things) == 1:
        form = "people" if people > 1 else "one"
    seen = wording(f"sentence_seen_{form}", seen=wording.listed(things))
    return _somewhere(wording, seen, incident.zones)


def _visitors(wording: Wording, incident: Incident) -> str:
    """Return how many came and went; nothing if nobody did."""
    came, left = incident.visitors_in, incident.visitors_out
    if not came and not left:
        return ""
    if not left:
        return _counted(wording, "sentence_in", came)
    if not came:
        return _counted(wording, "sentence_out", left)
    return wording(
        "sentence_in_out",
        came=_counted(wording, "sentence_in", came),
        left=_counted(wording, "sentence_out_too", left),
    )


def _somewhere(wording: Wording, what: str, zones: Sequence[str]) -> str:
    """Return what happened with the zones in which it did, if there are any."""
    if not zones:
        return what
    form = "one" if len(zones) == 1 else "other"
    return wording(f"sentence_where_{form}", what=what, zones=wording.listed(zones))


def _counted(wording: Wording, key: str, number: int) -> str:
    form = "one" if number == 1 else "other"
    word = (
        wording(f"number_{number}")
        if number <= MOST_IN_WORDS
        else wording.number(number)
    )
    return wording(f"{key}_{form}", number=word)


def capitalized(text: str) -> str:
    """Return a text that begins with a capital letter."""
    return text[:1].upper() + text[1:]
