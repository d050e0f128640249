"""The questionnaire as data: items, texts, expressions and how a form folder becomes one."""
