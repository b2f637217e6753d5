"""UPS's replies as its REST API shapes them (OAuth, Ship and Rate v2409, Track v1, Void v2409, Label Recovery v1),
written by hand with invented names and numbers. The loopback stub fills them in; golden tests read them as they are."""
