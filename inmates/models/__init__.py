from inmates.models.artists import Artist
from inmates.models.consents import NAMED, Consent, Level, Purpose
from inmates.models.identities import Identity, IdentityReading
from inmates.models.institutions import Institution

__all__ = ["NAMED", "Artist", "Consent", "Identity", "IdentityReading", "Institution", "Level", "Purpose"]
