"""Below which numbers no opinion groups are claimed, and how much is looked at."""

FEWEST_PEOPLE = 30
"""Fewer people form no groups: chance alone would draw them."""
FEWEST_REACTIONS = 7
"""Whoever reacted to fewer comments says too little to be placed; Pol.is asks for seven too."""
SMALLEST_GROUP = 5
"""A handful beside everybody else is no group: a few friends could make one to veto comments."""
MOST_GROUPS = 5
MOST_COMMENTS = 1_000
MOST_PEOPLE = 10_000
"""The comments with most reactions, and the people who reacted to most of them, are looked at."""
MOST_REACTIONS = 5_000_000
"""So many are read at once; of more only those of the people who are looked at."""
