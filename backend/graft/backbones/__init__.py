"""Networks without their top: the catalogue, builders, preprocessing, feature vectors."""
