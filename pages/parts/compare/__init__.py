"""对比: regions side by side."""
