from django.apps import AppConfig


class CreditConfig(AppConfig):
    name = "galeon.billing.credit"
    label = "billing_credit"
    default_auto_field = "django.db.models.BigAutoField"
