"""The verbs people can use on an item, as pages and the API know them."""
