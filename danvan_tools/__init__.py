"""A review toolkit for the "Dân vận khéo" emulation movement."""
