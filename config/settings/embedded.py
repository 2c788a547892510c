"""A broker made of files, so that one machine needs no service besides the database."""

from config.settings.environment import VAR_DIR

BROKER_DIR = VAR_DIR / "broker"

CELERY_BROKER_URL = "filesystem://"
CELERY_BROKER_TRANSPORT = "config.folder_queue:Transport"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "data_folder_in": str(BROKER_DIR / "queue"),
    "data_folder_out": str(BROKER_DIR / "queue"),
    "control_folder": str(BROKER_DIR / "control"),
    "store_processed": False,
}


def make_broker_folders() -> None:
    """Create the queue and control folders, which the transport expects to find."""
    (BROKER_DIR / "queue").mkdir(parents=True, exist_ok=True)
    (BROKER_DIR / "control").mkdir(parents=True, exist_ok=True)
