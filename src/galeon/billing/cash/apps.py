from django.apps import AppConfig


class CashConfig(AppConfig):
    name = "galeon.billing.cash"
    label = "billing_cash"
    default_auto_field = "django.db.models.BigAutoField"
