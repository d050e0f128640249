"""What people read: templates, translations, and dates, numbers and names in each language."""

from msq.wording.languages import LANGUAGES, Language, language_of
from msq.wording.words import Wording

__all__ = ["LANGUAGES", "Language", "Wording", "language_of"]
