"""The order in which rows are locked, everywhere. A transaction takes locks downward in this list, never upward.

once_key    -> the request's own key (intake)
what a person decides -> the one row of what is decided, before the money it moves: bank_line, dispute_case, write_off,
               refund (after cash), credit_top_up, supplier_bill, then supplier_bill_item in id order
turns       -> advisory, one act after another until its commit: billing_close (closings), billing.costs (cost lines),
               billing.cod (cash on delivery), billing.dunning (reminders), suppliers.bill (bills of a supplier)
cash        -> advisory, by account in id order: whoever allocates credits to debts (billing.match before it, a bank
               line's accounts one by one in id order)
departure   -> in id order (build_master, depart, arrive)
waybill     -> in id order (record, measure, renumber, rate, raise_fees; settling a case before it draws a number)
bag         -> in id order (bag, seal, build_master, depart, arrive)
declaration -> in id order (hold, release)
raise       -> advisory, by account in id order: fees without a waybill
account     -> in id order: FOR SHARE by charges and payments being born and by credit notes, FOR NO KEY UPDATE by closing
               and by a change of company
statement   -> FOR SHARE by charges being born, FOR UPDATE by closing
credit      -> advisory, by invoice in the order of keys, all of an act before it draws: one credit of an invoice at a time
invoice_series -> in (entity, kind, year) order; credit notes draw with the account shared, a closing with it locked, so
               the two never wait for each other's account
statement_series -> by year (closing)
hold        -> in id order (capture, release)
books       -> advisory, by entity: shared by whoever posts, alone by whoever locks a period (waits briefly, tries again)
balance     -> the account's turnstile: in (account_id, currency) order, last before the commit

Two go upward and are safe because the account is theirs: a closing posts its taxes (balance) before it draws invoice
numbers, a credit note charges (waybill, account, statement: all held by then) after it drew its own. `credit.review`
comes last and locks balances that the posting before it holds already.

Intake takes once_key, then balance, then inserts rows nobody else can see yet.
"""

LOCK_ORDER = (
    "once_key", "departure", "waybill", "bag", "declaration", "account", "statement", "invoice_series", "statement_series",
    "hold", "balance",
)  # fmt: skip
