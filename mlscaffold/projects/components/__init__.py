"""Components: optional parts of a project, each a template of new files and a table of additions to shared files."""
