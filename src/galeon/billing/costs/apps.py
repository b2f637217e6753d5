from django.apps import AppConfig


class CostsConfig(AppConfig):
    name = "galeon.billing.costs"
    label = "billing_costs"
    default_auto_field = "django.db.models.BigAutoField"
