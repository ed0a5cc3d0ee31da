"""The languages that a manager reads: whole sentences looked up in a catalogue, never glued from parts.

``phrase`` and ``phrase_for`` take the English sentence, which is its own key, with its values by name; ``term`` takes
what a declaration calls something. A catalogue is a gettext file (``catalogues/ru.po``) that any translator's tool opens.
"""

from .catalogue import NoTranslationError as NoTranslationError
from .language import LANGUAGES as LANGUAGES
from .language import VARIABLE as VARIABLE
from .language import in_language as in_language
from .language import language as language
from .language import phrase as phrase
from .language import phrase_for as phrase_for
from .language import speakable as speakable
from .language import term as term
