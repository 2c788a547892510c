"""The walk from one figure to another: the engine, the walks of an item, and how one is drawn."""
