"""The pages that a parent sees in the browser. Start reading at :mod:`ui.shell`."""
