"""Lists of works from spreadsheets: read, planned row by row, written after a person has agreed."""
