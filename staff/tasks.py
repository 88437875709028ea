"""What waits for a person, as the first page of the admin lists it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Task:
    """`press` is "now", "wrong" or "later"; `action` is the word on the link to `url`."""

    press: str
    text: str
    detail: str
    url: str
    action: str
