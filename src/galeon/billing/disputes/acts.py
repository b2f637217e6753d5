"""The only writers of answers, cases, what suppliers make good, and write-offs."""

from galeon.billing.disputes.answering import confirm, confirm_rest, confirm_silent
from galeon.billing.disputes.deciding import Verdict, Waits, approve, credit, refuse, send_back, take
from galeon.billing.disputes.opening import NewClaim, NewDispute, Opened, open_claim, open_dispute, say, withdraw
from galeon.billing.disputes.recovering import NewRecovery, ask_supplier, end_recovery
from galeon.billing.disputes.saying import File
from galeon.billing.disputes.settling import Settled
from galeon.billing.disputes.terms import set_claim_terms, set_terms
from galeon.billing.disputes.writingoff import NewWriteOff, ask_write_off, decide_write_off

__all__ = [
    "File",
    "NewClaim",
    "NewDispute",
    "NewRecovery",
    "NewWriteOff",
    "Opened",
    "Settled",
    "Verdict",
    "Waits",
    "approve",
    "ask_supplier",
    "ask_write_off",
    "confirm",
    "confirm_rest",
    "confirm_silent",
    "credit",
    "decide_write_off",
    "end_recovery",
    "open_claim",
    "open_dispute",
    "refuse",
    "say",
    "send_back",
    "set_claim_terms",
    "set_terms",
    "take",
    "withdraw",
]
