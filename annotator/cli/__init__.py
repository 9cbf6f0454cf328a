"""The command line: thin commands over ``annotator.session``, each imported when it is called."""
