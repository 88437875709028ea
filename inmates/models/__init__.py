from inmates.models.artists import Artist
from inmates.models.consents import NAMED, Consent, Level, Purpose
from inmates.models.identities import Identity, IdentityReading
from inmates.models.institutions import Institution
from inmates.models.lives import LifeEvent
from inmates.models.papers import PaperReading
from inmates.models.policies import AttributionPolicy

__all__ = [
    "NAMED",
    "Artist",
    "AttributionPolicy",
    "Consent",
    "Identity",
    "IdentityReading",
    "Institution",
    "Level",
    "LifeEvent",
    "PaperReading",
    "Purpose",
]
