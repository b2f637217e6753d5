"""The mode planner: one SKU and its expected demand by each way there is, side by side, and where one overtakes another."""
