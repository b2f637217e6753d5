"""The order in which rows are locked, everywhere. A transaction takes locks downward in this list, never upward.

once_key  -> the request's own key (intake)
departure -> in id order (build_master, depart, arrive)
waybill   -> in id order (record, measure, renumber)
bag       -> in id order (bag, seal, build_master, depart, arrive)
declaration -> in id order (hold, release)
account   -> in id order: FOR SHARE by charges being born, FOR NO KEY UPDATE by closing
statement -> FOR SHARE by charges being born, FOR UPDATE by closing
hold      -> in id order (capture, release)
balance   -> the account's turnstile: in (account_id, currency) order, last before the commit

Intake takes once_key, then balance, then inserts rows nobody else can see yet.
"""

LOCK_ORDER = ("once_key", "departure", "waybill", "bag", "declaration", "account", "statement", "hold", "balance")
