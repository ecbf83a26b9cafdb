"""What papers and meetings say (data.papers.outline), made from the answers that the pages have. Knows no page."""
