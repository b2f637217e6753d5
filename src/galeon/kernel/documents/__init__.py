"""Documents: typst templates, our fonts, barcodes, and which text can be printed at all."""
