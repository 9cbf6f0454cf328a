"""The screens: annotate, the list of documents, help."""
