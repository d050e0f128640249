"""Questionnaires as XLSForm workbooks, the form in which KoboToolbox and ODK have theirs.

``importing`` reads one, ``exporting`` writes one, ``folder`` keeps what was read as the files of a
form. What an instrument has and XLSForm lacks travels in columns of our own, whose headings begin
with ``msq::`` (``msq_`` on the sheet ``choices``): other tools pass them over.
"""
