"""How the schema came to be: dated revisions in `versions`, run by Alembic in order.

`make migration m="add colours to kudos"` writes the next one from the models; read it before it is committed. Add
first, remove a release later, move rows in batches: old and new versions of Candor run side by side during an upgrade.
"""
