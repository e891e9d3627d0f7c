"""Groups: Slack's user groups and who is in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, PersonId, person_of
from storage.shelf import Shelf


class Group(Base):
    """A user group. `id` is Slack's ("S…"), `handle` is what people type after the @."""

    __tablename__ = "groups"

    id: Mapped[str] = mapped_column(primary_key=True, sort_order=-90)
    handle: Mapped[str]
    name: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    updated_at: Mapped[datetime]


class GroupMember(Base):
    """Somebody in a group."""

    __tablename__ = "group_members"

    group_id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[PersonId] = mapped_column(primary_key=True)

    __table_args__ = (
        ForeignKeyConstraint(["team", "group_id"], ["groups.team", "groups.id"], ondelete="CASCADE"),
        person_of("person"),
        Index("ix_group_members_team_person", "team", "person", "group_id"),
    )


class GroupsShelf(Shelf):
    """User groups as last heard from Slack."""

    def get(self, group: str) -> Group | None:
        return self.one(self.of(Group).where(Group.id == group))

    def by_handle(self, handle: str) -> Group | None:
        """The active group that people call so; without the @."""
        return self.one(self.of(Group).where(Group.handle == handle, Group.active.is_(True)).limit(1))

    def everyone(self) -> Sequence[Group]:
        """All groups, the switched-off ones included."""
        return self.all(self.of(Group).order_by(Group.id))

    def members_of(self, groups: Iterable[str]) -> dict[str, list[PersonId]]:
        """Group to members, by id, in one statement; a group that is unknown, off or empty is absent."""
        wanted, member = set(groups), GroupMember
        found: dict[str, list[PersonId]] = {}
        if not wanted:
            return found
        chosen = (
            select(member.group_id, member.person)
            .join(Group, (Group.team == member.team) & (Group.id == member.group_id))
            .where(member.team == self.team, member.group_id.in_(wanted), Group.active.is_(True))
        )
        for row in self.unit.execute(chosen.order_by(member.group_id, member.person)):
            found.setdefault(row.group_id, []).append(row.person)
        return found

    def groups_of(self, person: PersonId) -> list[str]:
        member = GroupMember
        chosen = select(member.group_id).where(member.team == self.team, member.person == person)
        return list(self.unit.execute(chosen.order_by(member.group_id)).scalars())

    def save(
        self, group: str, members: Iterable[PersonId], *, handle: str, name: str, now: datetime, active: bool = True
    ) -> None:
        """The group as Slack has it now. Members whom the directory does not know yet are left out."""
        row = {"id": group, "handle": handle, "name": name, "active": active, "updated_at": now}
        fields = ("handle", "name", "active", "updated_at")
        self.unit.insert(Group, [row], update_conflicts_on=("team", "id"), update=fields)
        wanted = set(self.unit.people.many(members))
        self.unit.execute(self.delete_of(GroupMember, GroupMember.group_id == group, GroupMember.person.not_in(wanted)))
        self.unit.insert(
            GroupMember,
            [{"group_id": group, "person": person} for person in sorted(wanted)],
            ignore_conflicts_on=("team", "group_id", "person"),
        )
