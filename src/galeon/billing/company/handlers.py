"""What the company's books do by themselves."""

from galeon.billing.company import cod_jobs as cod_jobs
