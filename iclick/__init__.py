"""The composition root: settings, bootstrap and the operator's tool. Nothing imports it."""
