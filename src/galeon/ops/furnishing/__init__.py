"""Opening a company from one file: what `galeon furnish` reads, checks and opens. `docs/opening-a-company.md`."""
