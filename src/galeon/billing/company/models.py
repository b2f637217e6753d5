"""The company room's tables."""

from galeon.billing.company import models_cod as models_cod  # Django finds a module's tables through this one
