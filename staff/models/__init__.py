from staff.models.memberships import Membership, Role
from staff.models.once import Once
from staff.models.users import User

__all__ = ["Membership", "Once", "Role", "User"]
