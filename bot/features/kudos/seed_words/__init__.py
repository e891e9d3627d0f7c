"""The phrases of which the company's kudos are made, one sheet per kind (seed_wording.py reads them)."""
