"""The only writers of what an account may owe: reviews, limits, waivers, grace, top-ups asked for, amounts set aside."""

from galeon.billing.credit.leave import NewWaiver, end_aside, grant_waiver, set_aside, set_grace
from galeon.billing.credit.limits import NewLimit, ask_limit, decide_limit, expire_raises
from galeon.billing.credit.reviewing import review, review_all
from galeon.billing.credit.topups import NewTopUp, ask_top_up, refuse_top_up, withdraw_top_up

__all__ = [
    "NewLimit",
    "NewTopUp",
    "NewWaiver",
    "ask_limit",
    "ask_top_up",
    "decide_limit",
    "end_aside",
    "expire_raises",
    "grant_waiver",
    "refuse_top_up",
    "review",
    "review_all",
    "set_aside",
    "set_grace",
    "withdraw_top_up",
]
