"""A file in: read as sheets, recognised, understood as a draft, previewed, committed whole. On the page and as
`python -m data.intake FILE… [--check] [--json]`."""
