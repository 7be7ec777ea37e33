"""Where things are kept: tables, blobs, the home folder."""
