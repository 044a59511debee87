"""What is counted of the sheets, free of thresholds: a module for each block of the catalogue."""
