"""上报与质量: who has not reported, what looks wrong."""
