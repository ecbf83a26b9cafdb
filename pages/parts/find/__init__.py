"""Finding anything from anywhere: the search in the bar, what the words on the screen mean, a walk through the pages. It is the
browser's and the server's own: no run of a page knows of it."""
