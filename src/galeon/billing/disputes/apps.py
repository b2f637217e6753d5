from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "galeon.billing.disputes"
    label = "billing_disputes"
    default_auto_field = "django.db.models.BigAutoField"
