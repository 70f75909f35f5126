"""The product as a target: started as people start it, read through its own databases."""
