"""Reports on a hardening: README.md, HARDENING.md, report.html, JSON and the terminal summary."""
