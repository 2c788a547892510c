"""A sample company, kept as data and brought to life by the actions everybody else uses."""
