from django.apps import AppConfig


class CompanyConfig(AppConfig):
    name = "galeon.billing.company"
    label = "billing_company"
    default_auto_field = "django.db.models.BigAutoField"
