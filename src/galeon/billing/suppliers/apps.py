from django.apps import AppConfig


class SuppliersConfig(AppConfig):
    name = "galeon.billing.suppliers"
    label = "billing_suppliers"
    default_auto_field = "django.db.models.BigAutoField"
