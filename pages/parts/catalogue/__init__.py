"""指标与来源: its blocks."""
