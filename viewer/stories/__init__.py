"""Stories that come with the twin, one file for each city it knows, named by the city's recipe id."""
