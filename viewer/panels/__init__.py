"""The parts of the page: each says what it shows and how it is built."""
