"""Reading an edition out: workbooks whose sheets and columns are described in ``exports/``."""
