"""msq, a self-hosted platform that hands the UN Member States Questionnaire to governments."""

__version__ = "0.1.0"
