"""What both sides of the sample company's UPS must agree on: the seeding (Django) and the stub's process (without)."""

from datetime import timedelta

LOGINS = "sample.json"  # in the data folder: only a sample installation has it
MEMORY = "ups-stub.jsonl"  # beside it: the shipments the stub sold
CODE, CLIENT = "UPS-US", "galeon-sample"  # our account with the stub, and its login
PACE = timedelta(seconds=60)  # of a parcel handed over by hand: at the door in five minutes, so that one can watch it
NOWHERE = "http://127.0.0.1:9"  # where the account points until the stub is there; never at UPS itself
