"""One file per kind of city object: schema, look, 3D form."""
