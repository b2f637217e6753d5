from pkgutil import iter_modules

from galeon.kernel import migrations

NEWEST = max(module.name for module in iter_modules(migrations.__path__))
__path__ = [*__path__, *migrations.__path__]
