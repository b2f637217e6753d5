"""Finance's pages: one file a subject."""
