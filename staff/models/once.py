from django.db import models
from django.db.models.functions import Now


class Once(models.Model):
    """One row per submitted form. The key is minted by the server into the form; the row is written in the same
    transaction as the act, so a second submission finds the first one's outcome instead of acting again."""

    key = models.UUIDField(primary_key=True)
    request_sha = models.BinaryField()
    outcome = models.TextField(default="")
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.key)
