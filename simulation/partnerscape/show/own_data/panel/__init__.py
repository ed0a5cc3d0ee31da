"""What an import has read: a page, words for the terminal, plain values."""

from __future__ import annotations

from pathlib import Path

from partnerscape.own_data.panel import Imported, save_panel
from partnerscape.own_data.panel.save import PAGE, with_key

from .page import import_page


def save_import(imported: Imported, folder: str | Path) -> Path:
    """Write an import with its page, whole or not at all.

    Parameters
    ----------
    imported : Imported
    folder : str or Path

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    InputError
        If it cannot be written, or its key cannot be read.
    """
    known = with_key(imported, Path(folder))
    return save_panel(known, folder, {PAGE: import_page(known)})
