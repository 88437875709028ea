"""Static files under names that bear their hash."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """A module that imports another asks for it by its hashed name too."""

    support_js_module_import_aggregation = True
