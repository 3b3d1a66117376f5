"""Motion detection: background model, thresholds, blobs and what they are taken for."""
