-- Bookings whose question went out and whose asker never came back: the carrier may have sold a label.
UPDATE carrier_booking SET state = 'unknown', next_at = %(at)s, trouble_code = 'carrier_silent',
       trouble_text = 'the worker stopped before the answer came'
 WHERE state = 'asking' AND next_at <= %(at)s
