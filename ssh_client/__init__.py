"""One server over SSH: reach it, know it by its host key, read it in a few round trips, never wait without an end.

The only package that imports paramiko. ``dispatch`` is the way in: it works on many servers side by side.
"""
