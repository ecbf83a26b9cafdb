"""What is shipped, and loading it: the catalogue, the tree, the forms of 阵地, outlines. SOURCES.md says whence."""
