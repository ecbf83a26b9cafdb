"""区划: units that are added, renamed, merged, split, moved and closed from a month on."""
