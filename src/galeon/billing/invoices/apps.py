from django.apps import AppConfig


class InvoicesConfig(AppConfig):
    name = "galeon.billing.invoices"
    label = "billing_invoices"
    default_auto_field = "django.db.models.BigAutoField"
