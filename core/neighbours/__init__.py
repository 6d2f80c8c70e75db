"""The best neighbours of every title at once: what :meth:`core.engine.Engine.similar` lists, for a whole catalogue."""
